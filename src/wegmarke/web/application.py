"""Puts all pages behind one gate."""

from __future__ import annotations

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide

from wegmarke.web.doors import open_session, static_file, switch
from wegmarke.web.explore.pages import HANDLERS as EXPLORE
from wegmarke.web.front import Front
from wegmarke.web.gate import Gate
from wegmarke.web.imports.pages import (
    act_on_import,
    change_columns,
    change_text,
    erase_recipe,
    import_columns,
    import_list,
    import_page,
    import_progress,
    import_text,
    saved_recipe,
    start_import,
    upload,
)
from wegmarke.web.map.backlog_pages import map_backlog, map_hierarchy
from wegmarke.web.map.conformance_pages import map_conformance, map_deviation
from wegmarke.web.map.discovery_pages import accept_pieces, map_discovery
from wegmarke.web.map.editor_pages import (
    add_comment,
    ask_before_keeping,
    begin_draft,
    discard_draft,
    draft_news,
    draft_state,
    edit_map,
    keep_draft,
    make_edits,
    map_comments,
    settle_comment,
)
from wegmarke.web.map.file_pages import (
    import_map_form,
    keep_map_file,
    look_at_map_file,
    map_file,
    map_file_look,
    map_files,
)
from wegmarke.web.map.making_pages import choose_template, make_map
from wegmarke.web.map.pages import live_map, map_list, map_sheet
from wegmarke.web.map.paper_pages import map_paper, map_paper_file
from wegmarke.web.map.people_pages import map_buying_center, map_personas
from wegmarke.web.map.present_pages import present_map
from wegmarke.web.map.text_pages import map_canvas, map_text
from wegmarke.web.map.touchpoint_pages import touchpoint_library, touchpoint_page
from wegmarke.web.map.version_pages import ask_before_moving, compare_versions, map_versions, move_version
from wegmarke.web.people.account_list import account_list, accounts_csv
from wegmarke.web.people.duplicate_pages import (
    apart_plan,
    confirm_pair,
    confirm_plan,
    duplicate_list,
    duplicate_pair,
    refuse_pair,
    reopen_pair,
    search_duplicates,
    search_progress,
)
from wegmarke.web.people.held import held_list
from wegmarke.web.people.objection_pages import object_to_profiling, objection_plan
from wegmarke.web.people.pages import account_page
from wegmarke.web.people.person_pages import person_list, person_page, persons_csv
from wegmarke.web.people.place_pages import change_membership, change_role, membership_plan, role_plan
from wegmarke.web.people.plan_pages import (
    merge,
    merge_chosen,
    merge_plan,
    restore_link,
    restore_plan,
    split_identifiers_off,
    split_off_plan,
    split_person,
    split_plan,
)
from wegmarke.web.recognition.pages import begin_rule, edit_rule, step_rule, touchpoint_rules
from wegmarke.web.refusals import refuse
from wegmarke.web.rejected.pages import (
    ask_before_erasing,
    correct_row,
    erase_row,
    erase_rows,
    rejected_list,
    rejected_row,
    replay_rows,
)
from wegmarke.web.segments.edit_pages import edit_segment, new_segment, step_segment
from wegmarke.web.segments.pages import (
    ask_before_removing,
    changes_csv,
    put_on_list,
    remove_segment,
    segment_csv,
    segment_list,
    segment_page,
    take_off_list,
)
from wegmarke.web.sessions import Sessions
from wegmarke.web.settings.costs_pages import (
    add_cost,
    check_cost,
    costs_page,
    import_costs,
    look_at_costs,
    remove_cost,
)
from wegmarke.web.settings.identity_pages import check_identity_rules, identity_rules, keep_identity_rules
from wegmarke.web.settings.internal_pages import check_internal, internal_page, keep_internal
from wegmarke.web.settings.pages import (
    check_plan,
    edit_plan,
    health,
    keep_plan,
    plan_coverage,
    settings_front,
    tracking_plan,
)
from wegmarke.web.settings.rights_pages import keep_rights, rights_page
from wegmarke.web.settings.score_pages import check_score, edit_score, keep_score, score_page
from wegmarke.web.settings.stage_pages import check_stages, edit_stages, keep_stages, stage_model
from wegmarke.web.site import Site, page_of
from wegmarke.web.start.pages import overview
from wegmarke.web.surveys.pages import HANDLERS as SURVEYS

_PEOPLE = (
    account_list,
    accounts_csv,
    account_page,
    held_list,
    duplicate_list,
    search_duplicates,
    search_progress,
    duplicate_pair,
    confirm_plan,
    apart_plan,
    confirm_pair,
    refuse_pair,
    reopen_pair,
    person_list,
    persons_csv,
    person_page,
    merge_chosen,
    merge_plan,
    merge,
    split_plan,
    split_person,
    restore_plan,
    restore_link,
    split_off_plan,
    split_identifiers_off,
    membership_plan,
    objection_plan,
    object_to_profiling,
    change_membership,
    role_plan,
    change_role,
)

_MAPS = (
    map_list,
    live_map,
    choose_template,
    make_map,
    map_sheet,
    map_personas,
    map_text,
    touchpoint_library,
    touchpoint_page,
    map_buying_center,
    map_canvas,
    map_versions,
    compare_versions,
    ask_before_moving,
    move_version,
    edit_map,
    begin_draft,
    draft_state,
    make_edits,
    draft_news,
    ask_before_keeping,
    keep_draft,
    discard_draft,
    map_comments,
    add_comment,
    settle_comment,
    present_map,
    map_paper,
    map_paper_file,
    map_backlog,
    map_hierarchy,
    map_conformance,
    map_deviation,
    map_discovery,
    accept_pieces,
    map_files,
    map_file_look,
    map_file,
    import_map_form,
    look_at_map_file,
    keep_map_file,
)

_SEGMENTS = (
    segment_list,
    new_segment,
    edit_segment,
    step_segment,
    segment_page,
    segment_csv,
    changes_csv,
    ask_before_removing,
    remove_segment,
    put_on_list,
    take_off_list,
)

_SETTINGS = (
    settings_front,
    tracking_plan,
    edit_plan,
    check_plan,
    keep_plan,
    plan_coverage,
    touchpoint_rules,
    begin_rule,
    edit_rule,
    step_rule,
    stage_model,
    edit_stages,
    check_stages,
    keep_stages,
    score_page,
    edit_score,
    check_score,
    keep_score,
    rights_page,
    keep_rights,
    identity_rules,
    check_identity_rules,
    keep_identity_rules,
    internal_page,
    check_internal,
    keep_internal,
    costs_page,
    add_cost,
    check_cost,
    remove_cost,
    look_at_costs,
    import_costs,
    health,
)


def build_pages(front: Front, sessions: Sessions) -> Litestar:
    """Build the application that answers all requests to the pages of a workspace."""
    site = Site(front, sessions)
    app = Litestar(
        route_handlers=[
            open_session,
            static_file,
            switch,
            overview,
            rejected_list,
            ask_before_erasing,
            rejected_row,
            correct_row,
            erase_row,
            erase_rows,
            replay_rows,
            *_SETTINGS,
            import_list,
            upload,
            import_page,
            import_columns,
            change_columns,
            import_text,
            change_text,
            import_progress,
            start_import,
            act_on_import,
            saved_recipe,
            erase_recipe,
            *_MAPS,
            *EXPLORE,
            *SURVEYS,
            *_PEOPLE,
            *_SEGMENTS,
        ],
        dependencies={"page": Provide(page_of, sync_to_thread=False)},
        exception_handlers={Exception: refuse},
        state=State({"site": site}),
        openapi_config=None,
        logging_config=None,
        # Forms here have two short fields.
        request_max_body_size=10_000,
    )
    app.asgi_handler = Gate(app.asgi_handler, site)
    return app

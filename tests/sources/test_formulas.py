from __future__ import annotations

import pytest

from wegmarke.domain import DocumentInvalid

RECIPE = """
format: recipe/1
source: crm
time_zone: UTC
files:
  lines: {match: "lines*"}
events:
  - name: line_added
    from: lines
    id: id
    time: day
    properties:
      x: __FORMULA__
"""
COLUMNS = "id,day,a,b,n,m,Won Date,empty"
ROW = "7,2025-01-01,Alpha ,beta,3,0.25,2025-02-03,"


def value_of(read, formula: str, row: str = ROW) -> str | None:
    quoted = formula.replace("'", "''")
    result = read(RECIPE.replace("__FORMULA__", f"'{quoted}'"), lines__csv=f"{COLUMNS}\n{row}\n")
    if result.rejected:
        return result.rejected[0]["reason"]
    return dict(result.events[0]["properties"]).get("x")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("a", "Alpha"),
        ("Won Date", "2025-02-03"),
        ('"Won Date"', "2025-02-03"),
        ("lines.a", "Alpha"),
        ("empty", None),
        ("'text'", "text"),
        ("n * m", "0.75"),
        ("n + m - 1", "2.25"),
        ("n / 4", "0.75"),
        ("n / 0", None),
        ("n % 2", "1"),
        ("-n", "-3"),
        ("abs(-n)", "3"),
        ("round(m, 1)", "0.3"),
        ("n * m * n * m", "0.5625"),
        ("CAST(n AS INTEGER)", "3"),
        ("m::decimal", "0.25"),
        ('CAST("Won Date" AS DATE)', "2025-02-03"),
        ("n > 2", "true"),
        ("n > 10", "false"),
        ("n = '3.0'", "false"),
        ("n = 3.0", "true"),
        ("a = 'Alpha' AND NOT b = 'x' OR false", "true"),
        ("a IN ('x', 'Alpha')", "true"),
        ("n BETWEEN 1 AND 3", "true"),
        ("a LIKE 'Al%'", "true"),
        ("empty IS NULL", "true"),
        ("a IS NOT NULL", "true"),
        ("CASE WHEN n > 2 THEN 'many' ELSE 'few' END", "many"),
        ("CASE b WHEN 'beta' THEN n ELSE 0 END", "3"),
        ("CASE WHEN n > 5 THEN 1 END", None),
        ("if(n > 2, a, b)", "Alpha"),
        ("coalesce(empty, b)", "beta"),
        ("nullif(b, 'beta')", None),
        ("a || '-' || b", "Alpha-beta"),
        ("concat(a, empty, b)", "Alphabeta"),
        ("lower(a)", "alpha"),
        ("upper(b)", "BETA"),
        ("substr(a, 2, 3)", "lph"),
        ("left(a, 2)", "Al"),
        ("right(a, 2)", "ha"),
        ("replace(a, 'Al', '')", "pha"),
        ("trim(a, 'Aa')", "lph"),
        ("starts_with(a, 'Al')", "true"),
        ("ends_with(a, 'ha')", "true"),
        ("contains(a, 'ph')", "true"),
        ("length(a)", "5"),
        ("a + 1", "unreadable_number"),
        ("CAST(a AS DATE)", "unreadable_time"),
        ("CASE WHEN a = 'x' THEN b * 2 ELSE n END", "3"),
        ("999999999999 * 999999999999 * 999999999999", None),
        ("n * 999999999999 * 999999999999 * 999999999999", "unreadable_number"),
        ("n * 999999999999 * 999999999999 * 999999999999 > 5", None),
        ("n * 999999999999 * 999999999999 * 999999999999 + 1", "unreadable_number"),
    ],
)
def test_formula_gives(read, formula, expected):
    assert value_of(read, formula) == expected


@pytest.mark.parametrize(
    ("settings", "text", "expected"),
    [
        ("decimal: ','", "12,5", "12.5"),
        ("decimal: ','", "12.5", "unreadable_number"),
        ("decimal: ',', thousands: '.'", "1.234.567,25", "1234567.25"),
        ("decimal: ',', thousands: '.'", "1.23,4", "unreadable_number"),
        ("decimal: '.', thousands: \"'\"", "1'234.5", "1234.5"),
        ("decimal: '.'", "1,234", "unreadable_number"),
        ("decimal: '.'", "1e3", "1000"),
        ("decimal: '.'", "0.12345678", "0.12345678"),
        ("decimal: '.'", "123456789012345.25", "123456789012345.25"),
    ],
)
def test_numbers_are_read_in_the_notation_of_their_file(read, settings, text, expected):
    recipe = RECIPE.replace("__FORMULA__", "n * 1").replace('match: "lines*"', f'match: "lines*", {settings}')

    result = read(recipe, lines__csv=f'{COLUMNS}\n7,2025-01-01,,,"{text}",,,\n')

    found = result.rejected[0]["reason"] if result.rejected else dict(result.events[0]["properties"])["x"]
    assert found == expected


def test_unreadable_number_in_a_condition_rejects_only_where_it_decides(read):
    recipe = RECIPE.replace("__FORMULA__", "a") + "    where: a = 'x' AND n > 1\n"

    result = read(
        recipe, lines__csv=f"{COLUMNS}\n1,2025-01-01,x,,many,,,\n2,2025-01-01,y,,many,,,\n3,2025-01-01,x,,2,,,\n"
    )

    assert result.ids == ["line_added:3"]
    assert result.reasons == [(2, "unreadable_number")]


def test_ambiguous_column_of_joined_files_is_a_problem(read):
    recipe = (
        RECIPE.replace("__FORMULA__", "z").replace("files:", "files:\n  p: p*\n  q: q*")
        + "    join: {p: {on: id}, q: {on: id}}\n"
    )

    with pytest.raises(DocumentInvalid) as error:
        read(recipe, lines__csv=f"{COLUMNS}\n{ROW}\n", p__csv="id,z\n", q__csv="id,z\n")

    assert str(error.value.problems[0]) == (
        "recipe line 15, events[0].properties.x: expected a column of one file, got 'z' in several. "
        "Correct the formula. Write p.z or q.z."
    )

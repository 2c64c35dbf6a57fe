"""The import assistant: upload a file, say what its columns are, check it, import it.

Purpose: bring a file in without writing a recipe by hand.
Reads: the workspace through `front`.
Writes: uploads, recipes and imports, through the workspace.
Used by: web.application.
"""

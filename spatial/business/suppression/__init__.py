"""Small cells (小单元): what may be shown, so that nothing shown gives one away (R8.4).

`patch.py` says what is public of hidden cells and proves why that is safe; `choosing.py` chooses
what to hide; `elementary.py` takes figures apart into the cells that all else is a sum of;
`renewal.py` stores the choice, and `protection.py` answers by it.
"""

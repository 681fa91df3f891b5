"""The running calls as their watchers see them: items of a call, rows of the board, listening in."""

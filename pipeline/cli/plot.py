"""A scatter plot in the terminal, for ratios."""

from collections.abc import Iterable

WIDTH, HEIGHT = 50, 16


def scatter(points: Iterable[tuple[float, float, str]], *, x_name: str, y_name: str) -> str:
    """Points (x, y, mark), both from 0 to 1, drawn in order: a later mark hides an earlier one on its spot."""
    cells = [[" "] * (WIDTH + 1) for _ in range(HEIGHT + 1)]
    for x, y, mark in sorted(points, key=lambda point: point[2] != "•"):
        cells[HEIGHT - round(y * HEIGHT)][round(x * WIDTH)] = mark
    lines = [y_name]
    for row, line in enumerate(cells):
        height = (HEIGHT - row) / HEIGHT
        label = f"{height:.2f}" if row % (HEIGHT // 4) == 0 else ""
        lines.append(f"{label:>5} │{''.join(line).rstrip()}")
    lines.append("      └" + "─" * (WIDTH + 1))
    ends = "".join(f"{share:<{WIDTH // 4 + 1}.2f}" for share in (0, 0.25, 0.5, 0.75)) + "1.00"
    lines.append(f"       {ends}  {x_name}")
    return "\n".join(lines)

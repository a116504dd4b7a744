"""No module imports another in a circle, wherever the import stands: at the top, in a function, or for types alone."""

from collections.abc import Iterator

import grimp

ROOTS = ("bot", "dialogs", "knowledge", "storage")


def circles(imports: dict[str, set[str]]) -> Iterator[list[str]]:
    """Each way that leads back to where it began, found once, from the modules that nothing else leads to onwards."""
    done: set[str] = set()
    for start in sorted(imports):
        way: list[str] = []
        left = [iter((start,))]
        while left:
            module = next(left[-1], None)
            if module is None:
                left.pop()
                if way:
                    done.add(way.pop())
            elif module in way:
                yield [*way[way.index(module) :], module]
            elif module not in done:
                way.append(module)
                left.append(iter(sorted(imports.get(module, ()))))


def test_a_circle_is_found_and_a_diamond_is_none() -> None:
    assert list(circles({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}})) == []
    assert list(circles({"a": {"b"}, "b": {"c"}, "c": {"b"}})) == [["b", "c", "b"]]


def test_no_module_imports_another_in_a_circle() -> None:
    graph = grimp.build_graph(*ROOTS, cache_dir=None)
    imports = {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}
    assert [" -> ".join(way) for way in circles(imports)] == []

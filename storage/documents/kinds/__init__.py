"""The kinds of document besides the recording form: each a layout that returns a `Form`, and its words beside it."""

"""A whole list of people, as a spreadsheet has it: what it says (`rows`), and what becomes of it (`take`)."""

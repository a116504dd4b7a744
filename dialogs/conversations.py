"""Which conversations and commands there are: the one list that joins them to the menu."""

from dialogs import consultation, inbox
from dialogs.chat import SAFEGUARDING
from dialogs.incident_talk import IncidentFlow
from dialogs.menu import registry
from storage.people import Role

registry.flow(IncidentFlow(), command="report")
registry.flow(consultation.BookingFlow(), command="book")
registry.command("bookings", consultation.my_bookings)
registry.command("cancel_booking", consultation.cancel_booking)
registry.command("month", consultation.month, frozenset({Role.CONSULTATION}))
registry.command("mine", inbox.mine)
registry.command("inbox", inbox.inbox, SAFEGUARDING)
registry.command("read", inbox.read, SAFEGUARDING)
registry.command("received", inbox.received, SAFEGUARDING)

"""Which conversations and commands there are: the one list that joins them to the menu."""

from dialogs import consultation, inbox, my_bookings, service_month
from dialogs.chat import SAFEGUARDING
from dialogs.incident_talk import IncidentFlow
from dialogs.menu import registry
from storage.people import Role

registry.flow(IncidentFlow(), command="report")
registry.flow(consultation.BookingFlow(), command="book")
registry.flow(my_bookings.ChangingFlow(), command="change_booking")
registry.command("bookings", my_bookings.my_bookings)
registry.command("cancel_booking", my_bookings.cancel_booking)
registry.command("month", service_month.month, frozenset({Role.CONSULTATION}))
registry.command("mine", inbox.mine)
registry.command("inbox", inbox.inbox, SAFEGUARDING)
registry.command("read", inbox.read, SAFEGUARDING)
registry.command("received", inbox.received, SAFEGUARDING)

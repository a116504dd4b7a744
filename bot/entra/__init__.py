"""Who is in which group of Entra, asked of Microsoft Graph, and what that makes of people here."""

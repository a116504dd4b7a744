"""Mail by SMTP, the one way that everything here is mailed: alerts and invitations."""

from email.message import EmailMessage

from bot.settings import Settings

MAIL_SECONDS = 30


async def send(settings: Settings, mail: EmailMessage) -> None:
    """Raises whatever goes wrong on the way; whoever calls tries again later."""
    import aiosmtplib  # only where mail is used

    await aiosmtplib.send(
        mail,
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        use_tls=settings.smtp_tls == "tls",
        start_tls=settings.smtp_tls == "starttls",
        username=settings.smtp_user or None,
        password=settings.smtp_password.get_secret_value() or None,
        timeout=MAIL_SECONDS,
    )

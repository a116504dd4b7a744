"""The mail server: reached, with TLS, and by the password that is set. Nothing is mailed."""

import ssl

import aiosmtplib

from bot.delivery.mail import MAIL_SECONDS
from bot.doctor.findings import Finding, finding
from bot.settings import LOOPBACK, Settings


async def check(of: Settings) -> list[Finding]:
    """Empty where no mail server is set: `settings` says that."""
    if not of.smtp_host:
        return []
    where = f"{of.smtp_host}:{of.smtp_port}"
    found = [finding("live_mail_open", server=where)] if of.smtp_tls == "none" and of.smtp_host not in LOOPBACK else []
    server = aiosmtplib.SMTP(
        hostname=of.smtp_host,
        port=of.smtp_port,
        use_tls=of.smtp_tls == "tls",
        start_tls=of.smtp_tls == "starttls",
        timeout=MAIL_SECONDS,
    )
    try:
        await server.connect()
        if of.smtp_user:
            await server.login(of.smtp_user, of.smtp_password.get_secret_value())
    except aiosmtplib.SMTPAuthenticationError:
        found.append(finding("live_mail_password", server=where))
    except (ssl.SSLError, aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        found.append(finding("live_mail_tls" if _is_about_tls(error) else "live_mail", server=where))
    finally:
        if server.is_connected:
            server.close()
    return found


def _is_about_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError) or "TLS" in str(seen) or "certificate" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False

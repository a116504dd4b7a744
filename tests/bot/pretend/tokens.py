"""Tokens as Microsoft signs them, and as nobody should."""

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def base64_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(payload: bytes, key: rsa.RSAPrivateKey, alg: str, header: dict[str, Any]) -> str:
    """Any bytes as a token, whatever its header claims. With HS256 the public key is the secret: an old trick."""
    parts = base64_of(json.dumps({"typ": "JWT", "alg": alg, **header}).encode()), base64_of(payload)
    said = ".".join(parts).encode()
    if alg == "HS256":
        pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        return f"{said.decode()}.{base64_of(hmac.digest(pem, said, hashlib.sha256))}"
    if alg == "none":
        return f"{said.decode()}."
    real = alg if alg in ("RS256", "RS384", "RS512", "PS256") else "RS256"
    return f"{said.decode()}.{base64_of(jwt.get_algorithm_by_name(real).sign(said, key))}"

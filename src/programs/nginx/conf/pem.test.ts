import { expect, it } from 'vitest';
import { keyMatches, pemVerdict } from './pem.ts';

// Made for this test alone.
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBbTCCAROgAwIBAgIUKY05Xas3CeQegtc77lobNDK/7vMwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBeDAeFw0yNjExMjAwODE5NTZaFw0yNjEyMjAwODE5NTZaMAwx
CjAIBgNVBAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQvXI4qjVfa8EUb
0lT6db6IZhaQk5sHRzpbgZC1BdVYiviEL19rgoqplYoAJ16BaNEQn55UPxa0UaOt
qXZa3MeMo1MwUTAdBgNVHQ4EFgQUziGTWTXweaHpGxM7DPKIx0LpJscwHwYDVR0j
BBgwFoAUziGTWTXweaHpGxM7DPKIx0LpJscwDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNIADBFAiAkt6MRIVOHp1Endtj2dShA8net/nK3+4tvL5x9199OoQIh
AKfsQJySB/KrUSrwOqIEFx0tRAKM/Hp8ZwXBP0rtDKYT
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUKchtWr4RKYhpl/b
cPUA76TYjynMgCTA4DpFbHJ7xxGhRANCAAQvXI4qjVfa8EUb0lT6db6IZhaQk5sH
RzpbgZC1BdVYiviEL19rgoqplYoAJ16BaNEQn55UPxa0UaOtqXZa3MeM
-----END PRIVATE KEY-----
`;
const OTHER = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIPm8rR9H8IPdaGlE1qjqEDQOMz7iDxweCUGWNo0CP1GFoAoGCCqGSM49
AwEHoUQDQgAEJbiz8YDiQOU4HWHJ+YGOPE+PmlFa7NxBQR4VXEcSARMmpJWIwxT5
4f1+nlcnF9JSMI0jrXdCCGJhuM//mfjlag==
-----END EC PRIVATE KEY-----
`;

it('a key belongs to its own certificate and to no other', () => {
  expect(keyMatches(CERTIFICATE, KEY)).toBe(true);
  expect(keyMatches(CERTIFICATE, OTHER)).toBe(false);
});

it('what is no PEM is refused in the words of OpenSSL', () => {
  expect(pemVerdict('/c', 'certificate', CERTIFICATE)).toBeNull();
  expect(pemVerdict('/k', 'key', KEY)).toBeNull();
  expect(pemVerdict('/c', 'certificate', 'hello')).toContain('no start line');
  expect(pemVerdict('/c', 'certificate', undefined)).toContain('calling fopen(/c, r)');
});

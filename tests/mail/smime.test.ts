import test from 'ava';
import { rawMail, rawParts, read } from './raw_mail.ts';

/** `Bonjour, la clé ne marche plus.`, by `openssl cms -sign -nodetach`: whole, and in pieces (`-stream`). */
const whole =
  'MIICYAYJKoZIhvcNAQcCoIICUTCCAk0CAQExDTALBglghkgBZQMEAgEwXAYJKoZIhvcNAQcBoE8ETUNvbnRlbnQt' +
  'VHlwZTogdGV4dC9wbGFpbjsgY2hhcnNldD11dGYtOA0KDQpCb25qb3VyLCBsYSBjbMOpIG5lIG1hcmNoZSBwbHVz' +
  'Lg0KMYIB2TCCAdUCAQEwSjAyMQ4wDAYDVQQDDAVNYXJpZTEgMB4GCSqGSIb3DQEJARYRbWFyaWVAZXhhbXBsZS5v' +
  'cmcCFHdcYSlIoy7tGSpW3EMWU//77Gg0MAsGCWCGSAFlAwQCAaCB5DAYBgkqhkiG9w0BCQMxCwYJKoZIhvcNAQcB' +
  'MBwGCSqGSIb3DQEJBTEPFw0yNjExMzAxMzI5MDJaMC8GCSqGSIb3DQEJBDEiBCAJNVbDlFpIBrVM0Rptg0hfnaWQ' +
  'xetttgYqpgQrpUiZUTB5BgkqhkiG9w0BCQ8xbDBqMAsGCWCGSAFlAwQBKjALBglghkgBZQMEARYwCwYJYIZIAWUD' +
  'BAECMAoGCCqGSIb3DQMHMA4GCCqGSIb3DQMCAgIAgDANBggqhkiG9w0DAgIBQDAHBgUrDgMCBzANBggqhkiG9w0D' +
  'AgIBKDANBgkqhkiG9w0BAQEFAASBgCZgwGk7G8C53sM2W6aqqCy8nHiHg9Osn+W5bxSkIFGeAd4OWz1TWq4Rclm0' +
  'QOqj135Om8Curd/8URZsJKLoYg1axJ9RdSswgPXYsu+ZPhe+GHxb4R1Cg+6EtCnvU1pm6ttDWWZLZPAV29U5bzP2' +
  'nb0rP5eYHDdURdkWYpEC5gir';
const inPieces =
  'MIAGCSqGSIb3DQEHAqCAMIACAQExDTALBglghkgBZQMEAgEwgAYJKoZIhvcNAQcBoIAkgARNQ29udGVudC1UeXBl' +
  'OiB0ZXh0L3BsYWluOyBjaGFyc2V0PXV0Zi04DQoNCkJvbmpvdXIsIGxhIGNsw6kgbmUgbWFyY2hlIHBsdXMuDQoA' +
  'AAAAAAAxggHZMIIB1QIBATBKMDIxDjAMBgNVBAMMBU1hcmllMSAwHgYJKoZIhvcNAQkBFhFtYXJpZUBleGFtcGxl' +
  'Lm9yZwIUd1xhKUijLu0ZKlbcQxZT//vsaDQwCwYJYIZIAWUDBAIBoIHkMBgGCSqGSIb3DQEJAzELBgkqhkiG9w0B' +
  'BwEwHAYJKoZIhvcNAQkFMQ8XDTI2MTEzMDEzMjkwMlowLwYJKoZIhvcNAQkEMSIEIAk1VsOUWkgGtUzRGm2DSF+d' +
  'pZDF6222BiqmBCulSJlRMHkGCSqGSIb3DQEJDzFsMGowCwYJYIZIAWUDBAEqMAsGCWCGSAFlAwQBFjALBglghkgB' +
  'ZQMEAQIwCgYIKoZIhvcNAwcwDgYIKoZIhvcNAwICAgCAMA0GCCqGSIb3DQMCAgFAMAcGBSsOAwIHMA0GCCqGSIb3' +
  'DQMCAgEoMA0GCSqGSIb3DQEBAQUABIGAJmDAaTsbwLnewzZbpqqoLLyceIeD06yf5blvFKQgUZ4B3g5bPVNarhFy' +
  'WbRA6qPXfk6bwK6t3/xRFmwkouhiDVrEn1F1KzCA9diy75k+F74YfFvhHUKD7oS0Ke9TWmbq20NZZktk8BXb1Tlv' +
  'M/advSs/l5gcN1RF2RZikQLmCKsAAAAAAAA=';
/** The same, by `openssl cms -encrypt`. */
const encrypted =
  'MIIBcgYJKoZIhvcNAQcDoIIBYzCCAV8CAQAxgeQwgeECAQAwSjAyMQ4wDAYDVQQDDAVNYXJpZTEgMB4GCSqGSIb3' +
  'DQEJARYRbWFyaWVAZXhhbXBsZS5vcmcCFHdcYSlIoy7tGSpW3EMWU//77Gg0MA0GCSqGSIb3DQEBAQUABIGAlV35' +
  'Od0UIz0Y4E9aZm3rWaplrWycjqf52hNB1ajJ9cNj60L1HwMhACkCHoaLQXCk94l/TQGg/MLdS0aF5Q/w0jl068AG' +
  'pcefAOUa4nrR1HS5kXR2zOK999dpc0S5Baw7NYo3pObYbkaPrI21dW0KHhQJ/u/eeVLMjgIAMdMQNeIwcwYJKoZI' +
  'hvcNAQcBMBQGCCqGSIb3DQMHBAjDPP82BdU+5oBQz55RqWV3n9BkdSFQDGina25hlDygJB/v3hXNdiwjt5Mzd8cT' +
  'F9BpAfMrKsuOlG1jWFWU1kw3v8NmMqpgvNTNTfL/y/HnyWCtYOiy0q9EzJw=';

const opaque = (base64: string, type = 'application/pkcs7-mime; smime-type=signed-data') =>
  rawMail(
    [
      'From: Marie <marie@example.org>',
      `Content-Type: ${type}; name=smime.p7m`,
      'Content-Transfer-Encoding: base64',
    ],
    base64.replace(/.{76}/g, '$&\r\n'),
  );

for (const [how, bytes] of [
  ['whole', whole],
  ['in pieces', inPieces],
] as const) {
  test(`what an opaque S/MIME signature signs is read, and nothing is verified: ${how}`, async (t) => {
    for (const type of [undefined, 'application/x-pkcs7-mime']) {
      const mail = await read(opaque(bytes, type));
      t.is(mail.text, 'Bonjour, la clé ne marche plus.');
      t.deepEqual(mail.shownAs, [{ kind: 'signed', by: 'smime' }]);
      t.deepEqual(mail.attachments, []);
    }
  });
}

test('what is encrypted is said, and stays a file', async (t) => {
  const mail = await read(opaque(encrypted, 'application/pkcs7-mime; smime-type=enveloped-data'));
  t.deepEqual(mail.shownAs, [{ kind: 'encrypted', by: 'smime' }]);
  t.deepEqual(
    mail.attachments.map(({ name }) => name),
    ['smime.p7m'],
  );
});

test('a signature that a list wrapped is opened within its parts; bytes that are none stay a file', async (t) => {
  const part = `Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n${whole}`;
  const footer = 'Content-Type: text/plain\r\n\r\n-- the list';
  const mail = await read(rawParts('multipart/mixed', [part, footer]));
  t.true(mail.text.startsWith('Bonjour, la clé ne marche plus.'));
  const broken = await read(opaque(Buffer.from('0'.repeat(5000)).toString('base64')));
  t.is(broken.attachments.length, 1);
  t.is(broken.text, '');
});

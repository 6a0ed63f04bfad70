/**
 * A fatal TLS alert, access_denied (RFC 8446 §6.2), for a client whose ClientHello was refused: it then reports a
 * refusal rather than a connection that broke.
 */
export const accessDeniedAlert = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x31])

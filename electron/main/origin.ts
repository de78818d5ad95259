/** Which addresses are ours, and which may be opened outside. Pure. */
export const pageScheme = 'app';
export const pageHost = 'kaskad';
export const pageOrigin = `${pageScheme}://${pageHost}`;

function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

export function isOwnPage(address: string): boolean {
  const url = parse(address);
  return url !== null && url.protocol === `${pageScheme}:` && url.host === pageHost && url.username === '';
}

/**
 * The address to open in the person's browser or mail program, or null. Flow files and messages are written by strangers:
 * only ordinary web, mail and phone addresses leave the app, and no address that hides its host behind a user name.
 */
export function outsideAddress(address: string): string | null {
  const url = parse(address);
  if (url === null || address.length > 2000) return null;
  if (url.protocol === 'https:' || url.protocol === 'http:') {
    return url.username === '' && url.password === '' && url.hostname !== '' ? url.href : null;
  }
  return url.protocol === 'mailto:' || url.protocol === 'tel:' ? url.href : null;
}

/**
 * The push services of browsers. A browser says itself where it wants to be written to, so that anybody could name any server of the
 * world, or of this network: nothing is sent anywhere but here.
 */
const hosts: readonly RegExp[] = [
  // Chrome and most browsers made from it; Firefox; Edge; Safari.
  /^fcm\.googleapis\.com$/,
  /^(?:[a-z0-9-]+\.)?push\.services\.mozilla\.com$/,
  /^(?:[a-z0-9-]+\.)+notify\.windows\.com$/,
  /^(?:[a-z0-9-]+\.)?push\.apple\.com$/,
];

/** The service's host; null for one that is not known. `own`: a further one of the account. */
export function serviceOf(endpoint: string, own: string | undefined): string | null {
  const { protocol, hostname, host, port, origin, username, password } = new URL(endpoint);
  if (username !== '' || password !== '') return null;
  if (own !== undefined && origin === new URL(own).origin) return host;
  return protocol === 'https:' && port === '' && hosts.some((one) => one.test(hostname)) ? host : null;
}

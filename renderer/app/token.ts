/**
 * The per-start token of web mode. It comes once, in the address (`#token=…`, which never leaves the browser; `?token=…`
 * is understood too), is kept for this tab only, and is taken out of the address so that it is not bookmarked or shared.
 */
const key = 'kaskad.token';

/** Splits an address into its token and the same address without it. Pure, for the test. */
export function splitToken(href: string): { token: string | null; clean: string } {
  const url = new URL(href);
  const fragment = new URLSearchParams(url.hash.replace(/^#\/?/, ''));
  const token = fragment.get('token') ?? url.searchParams.get('token');
  if (token === null) return { token, clean: href };
  if (fragment.has('token')) {
    fragment.delete('token');
    url.hash = fragment.toString();
  }
  url.searchParams.delete('token');
  return { token, clean: url.href };
}

export function takeToken(): string | null {
  const { token, clean } = splitToken(window.location.href);
  if (token !== null) {
    window.sessionStorage.setItem(key, token);
    window.history.replaceState(window.history.state, '', clean);
  }
  return token ?? window.sessionStorage.getItem(key);
}

/** Which zone a contact lives in, and how we know. */
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import { isZone } from '../sdk/time.ts';
import { singleZones } from '../tables/single-zones.ts';

export interface ZoneAnswer {
  /** IANA name. */
  name: string;
  source: 'profile' | 'country' | 'flow' | 'workspace';
}

/**
 * The profile's zone; else the one of the country (or of the phone's country) when one clock serves it all; else the
 * flow's; else the workspace's.
 */
export function zoneOf(
  contact: { timezone: string | null; country: string | null; phone: string | null },
  fallback: { flow?: string | null | undefined; workspace: string },
): ZoneAnswer {
  if (contact.timezone !== null && isZone(contact.timezone)) return { name: contact.timezone, source: 'profile' };
  const country = contact.country ?? (contact.phone === null ? null : phoneCountry(contact.phone));
  const zone = country === null ? undefined : singleZones.get(country.toUpperCase());
  if (zone !== undefined) return { name: zone, source: 'country' };
  if (fallback.flow !== null && fallback.flow !== undefined) return { name: fallback.flow, source: 'flow' };
  return { name: fallback.workspace, source: 'workspace' };
}

const countries = new Map<string, string | null>();

/** Calling codes that one country has to itself. */
const ownCodes = new Map<string, string>();
for (const country of getCountries()) {
  const code = getCountryCallingCode(country);
  ownCodes.set(code, ownCodes.has(code) ? '' : country);
}

/** ISO country of a phone in E.164, or null. The first digits decide, so few answers are computed. */
export function phoneCountry(phone: string): string | null {
  for (let digits = 1; digits <= 3; digits++) {
    const owner = ownCodes.get(phone.slice(1, 1 + digits));
    // No calling code begins with another: the first found is the one. Shared codes need the rest of the number.
    if (owner !== undefined && phone.length > 7) {
      if (owner !== '') return owner;
      break;
    }
  }
  const known = countries.get(phone);
  if (known !== undefined) return known;
  const country = parsePhoneNumberFromString(phone)?.country ?? null;
  if (countries.size >= 20_000) countries.clear();
  countries.set(phone, country);
  return country;
}

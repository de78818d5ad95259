/** What a column with a name that means nothing holds, by its first values: e-mails, phones, languages, countries, time zones. */
import { mapByName } from '../tables/map-columns.ts';
import { clean, country, countryOfZone, email, language, phone, zone } from '../tables/normalise.ts';

/** The column of a file of refused rows that says why: it belongs to nobody. */
export const whyColumn = 'kaskad: why';

/** So many values must be there to tell anything, and this share of them must be of the kind. */
const enough = 2;
const share = 0.8;

/** A number alone may be a count or a time: a phone is written as one. */
const looksLikePhone = (text: string): boolean =>
  /^\+|[()]|^0\d{9}$|^380\d{9}$|^[78]\d{10}$|\d[- ]\d{2,3}[- ]\d/.test(text);

const isWord = /^\p{L}[\p{L}\s’'-]{3,}$/u;

/** In the order in which they are tried: a country's code may be a language's too. */
function kindsFor(home: string | null): readonly { field: string; is: (text: string) => boolean }[] {
  return [
    { field: 'email', is: (text) => email(text) !== null },
    { field: 'phone', is: (text) => looksLikePhone(text) && phone(text, home) !== null },
    { field: 'timezone', is: (text) => text.includes('/') && zone(text) !== null },
    // Two letters may be anything: languages and countries are told by their names.
    { field: 'language', is: (text) => isWord.test(text) && language(text) !== null },
    { field: 'country', is: (text) => isWord.test(text) && country(text) !== null },
  ];
}

/** Every column with its field: by its name, else by what it holds. No field is filled by two columns in this way. */
export function mapColumns(
  columns: readonly string[],
  sample: readonly (readonly string[])[],
  workspaceZone: string,
): Record<string, string> {
  const mapping = mapByName(columns);
  if (Object.hasOwn(mapping, whyColumn)) mapping[whyColumn] = '-';
  const taken = new Set(Object.values(mapping));
  const kinds = kindsFor(countryOfZone(workspaceZone));
  for (const [index, column] of columns.entries()) {
    if (mapping[column] !== `attributes.${column.trim()}`) continue;
    const values = sample.map((row) => clean(row[index] ?? '')).filter((text) => text !== '');
    if (values.length < enough) continue;
    const kind = kinds.find(({ field, is }) => !taken.has(field) && values.filter(is).length >= values.length * share);
    if (kind === undefined) continue;
    mapping[column] = kind.field;
    taken.add(kind.field);
  }
  return mapping;
}

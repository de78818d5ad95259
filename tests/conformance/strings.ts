/** What the three languages of a folder's strings must have in common. */

const pluralForm = /_(zero|one|two|few|many|other)$/;

/** Dotted paths of all texts, as written: `summary.more_few`. */
export function leaves(strings: unknown, prefix = ''): Map<string, unknown> {
  if (typeof strings !== 'object' || strings === null) return new Map([[prefix, strings]]);
  return new Map(
    Object.entries(strings).flatMap(([key, value]) => [...leaves(value, prefix === '' ? key : `${prefix}.${key}`)]),
  );
}

/** Keys without their plural endings. */
export const keysOf = (strings: unknown): string[] =>
  [...new Set([...leaves(strings).keys()].map((key) => key.replace(pluralForm, '')))].sort();

/** Sentences about plurals that lack a form the language has, texts that are not texts, and blanks. */
export function stringFaults(strings: unknown, language: string): string[] {
  const all = leaves(strings);
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const faults = [...all].flatMap(([key, text]) =>
    typeof text === 'string' && text.trim() !== '' ? [] : [`${language}: ${key} is empty`],
  );
  for (const key of all.keys()) {
    if (!pluralForm.test(key)) continue;
    const base = key.replace(pluralForm, '');
    for (const form of forms) if (!all.has(`${base}_${form}`)) faults.push(`${language}: ${base}_${form} is missing`);
    const form = pluralForm.exec(key)?.[1];
    if (!forms.some((known) => known === form)) faults.push(`${language}: ${key} is never used`);
  }
  return [...new Set(faults)];
}

/** `key {{variable}}` for every variable of every text, plural endings taken off. */
export const variablesOf = (strings: unknown): string[] =>
  [
    ...new Set(
      [...leaves(strings)].flatMap(([key, text]) =>
        [...String(text).matchAll(/\{\{\s*([\w.]+)[^}]*\}\}/g)].map(
          (match) => `${key.replace(pluralForm, '')} {{${match[1]}}}`,
        ),
      ),
    ),
  ].sort();

export const textAt = (strings: unknown, path: string): unknown => leaves(strings).get(path);

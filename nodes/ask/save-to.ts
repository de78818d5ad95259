/** Which answers fit which field: the address fields take addresses only, names take words; attributes take anything. */
export type AnswerKind = 'choice' | 'number' | 'nps' | 'rating' | 'date' | 'email' | 'phone' | 'text';

export function fieldFor(kind: AnswerKind, field: string): boolean {
  if (field.startsWith('attributes.')) return true;
  if (field === 'email' || field === 'phone') return kind === field;
  return kind === 'text' || kind === 'choice';
}

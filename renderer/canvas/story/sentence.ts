/** The words with a full stop, unless they end as a sentence already. Pure. */
export const sentence = (words: string): string => (/[.!?…:]$/.test(words) ? words : `${words}.`);

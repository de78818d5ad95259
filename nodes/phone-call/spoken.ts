/** Languages that a machine's voice is known for; in others a recording is played. See connectors/twilio/speech.ts. */
const spoken: ReadonlySet<string> = new Set(['en', 'ru', 'uk']);

export const spokenIn = (language: string): boolean => spoken.has(language.toLowerCase().split('-')[0] ?? '');

/** Words a minute that a voice speaks unhurriedly. */
const pace = 130;

/** About how long it takes to say a text, in whole seconds. Places to fill in count as one word each. */
export function secondsOf(text: string): number {
  const words =
    text
      .replace(/\{\{.*?\}\}/gs, 'x')
      .replace(/\{%.*?%\}/gs, '')
      .match(/\S+/g)?.length ?? 0;
  return Math.ceil((words * 60) / pace);
}

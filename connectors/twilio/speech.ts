/**
 * What a call says, as TwiML that goes along with the request, so that Twilio needs no address of ours. Limits: TwiML of
 * 4000 characters by the specification; of one `<Say>` 4500 when written for an address (Twilio's error 13521).
 */
import { ConnectorError } from '../../flows/sdk/connector.ts';

const longestTwiml = 4000;
const longestSaid = 4500;

/** Voices that Twilio's own libraries list; English is what Twilio speaks by itself. */
const voices: Readonly<Record<string, string>> = {
  en: 'language="en-US"',
  ru: 'language="ru-RU" voice="Google.ru-RU-Standard-A"',
  uk: 'language="uk-UA" voice="Google.uk-UA-Standard-A"',
};

const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string =>
  text.replace(forbidden, ' ').replace(/[&<>"]/g, (character) => escapes[character] ?? '');

/** Parts of a call: `text` or the address of a `recording`, and the `language` of the text. Throws `bad-request`. */
export function twimlOf(parts: Readonly<Record<string, string>>): string {
  const recording = parts.recording?.trim() ?? '';
  const text = (parts.text ?? '').replace(/\s+/g, ' ').trim();
  if (recording === '' && text === '') throw new ConnectorError('bad-request', 'The call has nothing to say.');
  const twiml = `<Response>${recording === '' ? said(text, parts.language ?? '') : played(recording)}</Response>`;
  if (twiml.length > longestTwiml) {
    throw new ConnectorError(
      'bad-request',
      `The call's text has ${text.length} characters, which is more than Twilio takes. Shorten it, or play a recording.`,
    );
  }
  return twiml;
}

function played(address: string): string {
  // Twilio fetches it; what is no address would be spoken by nobody.
  if (!/^https?:\/\/\S+$/.test(address))
    throw new ConnectorError('bad-request', 'The recording is no address of the web. It must begin with https://.');
  return `<Play>${escaped(address)}</Play>`;
}

function said(text: string, language: string): string {
  const voice = voices[language.toLowerCase().split('-')[0] ?? ''];
  if (voice === undefined)
    throw new ConnectorError(
      'bad-request',
      `Kaskad knows no voice for "${language}" at Twilio. Play a recording instead.`,
    );
  return inPieces(text)
    .map((piece) => `<Say ${voice}>${escaped(piece)}</Say>`)
    .join('');
}

/** Of whole words, each short enough to be one `<Say>`. */
function inPieces(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const word of text.split(' ')) {
    const longer = piece === '' ? word : `${piece} ${word}`;
    if (encodeURIComponent(longer).length <= longestSaid) piece = longer;
    else {
      if (piece !== '') pieces.push(piece);
      piece = word;
    }
  }
  return [...pieces, piece];
}

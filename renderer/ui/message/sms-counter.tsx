import { estimateSmsParts } from '../../../flows/sdk/sms-parts.ts';
import { useUi } from '../use-ui.ts';

/** How many SMS the text takes, and why. `link`: the short address that stands for every link, where clicks are counted. */
export function SmsCounter({ text, link = null }: { text: string; link?: string | null }) {
  const { t } = useUi();
  const { parts, encoding, characters, units, perPart, nonGsm } = estimateSmsParts(text, link);
  if (parts === 0) return null;
  const left = Math.max(0, parts * perPart - units);
  return (
    <div role="status">
      <p className={parts > 3 ? 'k-hint k-hint-warn' : 'k-hint'}>
        {t('sms.summary', {
          characters: t('liquid.characters', { count: characters }),
          parts: t('sms.parts', { count: parts }),
        })}
        {', '}
        {t('sms.left', { count: left })}
      </p>
      <p className="k-hint">
        {encoding === 'UCS-2' ? t('sms.ucs', { letters: nonGsm.slice(0, 4).join(' ') }) : t('sms.gsm')}
        {text.includes('{{') ? ` ${t('sms.values')}` : ''}
      </p>
    </div>
  );
}

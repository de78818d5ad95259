/** Ways to make an SMS take fewer parts, each with what it saves; one press, and Ctrl+Z takes it back. */
import { Button } from '@mantine/core';
import { IconLanguage, IconQuotes } from '@tabler/icons-react';
import { fancySigns, withLatin, withPlainSigns } from '../../../flows/sdk/latin.ts';
import { estimateSmsParts } from '../../../flows/sdk/sms-parts.ts';
import { useUi } from '../use-ui.ts';

export function SmsShorter({
  text,
  link = null,
  language,
  onChange,
}: {
  text: string;
  /** The short address that stands for every link, where clicks are counted. */
  link?: string | null;
  /** ISO code of the text's language. */
  language: string;
  onChange: (text: string) => void;
}) {
  const { t } = useUi();
  const { parts } = estimateSmsParts(text, link);
  const signs = withPlainSigns(text, link);
  const latin = withLatin(text, language, link);
  // Where plain signs do as much, the letters may stay.
  const offersLatin = latin !== null && (signs === null || latin.parts < signs.parts);
  if (signs === null && !offersLatin) return null;
  return (
    <div className="k-row k-row-wrap">
      {signs === null ? null : (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconQuotes size={15} stroke={1.75} />}
          onClick={() => onChange(signs.text)}
        >
          {t('letter:sms.signs', { signs: fancySigns(text).slice(0, 4).join(' '), from: parts, to: signs.parts })}
        </Button>
      )}
      {offersLatin ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconLanguage size={15} stroke={1.75} />}
          onClick={() => onChange(latin.text)}
        >
          {t('letter:sms.latin', { from: parts, to: latin.parts })}
        </Button>
      ) : null}
    </div>
  );
}

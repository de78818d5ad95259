/** Are the links of one message counted? And the short address that stands for each, where they are. */
import { Checkbox } from '@mantine/core';
import { countsClicks, type MessageConfig } from '../../../flows/sdk/message.ts';
import { type Translate, useEditorContext } from '../define-editor.ts';
import { useUi } from '../use-ui.ts';

type Counted = Pick<MessageConfig, 'topic' | 'countClicks'>;

/** As long as the one that a link becomes; null where links leave as they are written. */
export function useShortLink(config: Counted): string | null {
  const { shortLink = null } = useEditorContext();
  return countsClicks(config) ? shortLink : null;
}

export function CountClicks({
  value,
  error,
  t,
  onChange,
}: {
  value: Counted;
  error: string | undefined;
  t: Translate;
  onChange: (countClicks: boolean | undefined) => void;
}) {
  const { shortLink = null } = useEditorContext();
  const { t: ui } = useUi();
  const usual = countsClicks({ topic: value.topic });
  return (
    <Checkbox
      label={t('fields.countClicks.label')}
      description={shortLink === null ? ui('links:block.off') : t('fields.countClicks.help')}
      error={error}
      disabled={shortLink === null}
      checked={shortLink !== null && countsClicks(value)}
      onChange={(event) => {
        const { checked } = event.currentTarget;
        onChange(checked === usual ? undefined : checked);
      }}
    />
  );
}

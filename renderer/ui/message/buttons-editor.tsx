import { SegmentedControl } from '@mantine/core';
import { freeId, OutletListEditor } from '../outlet-list.tsx';
import { useUi } from '../use-ui.ts';
import { LiquidField } from './liquid-field.tsx';

export interface ButtonItem {
  id: string;
  text: string;
  url?: string | undefined;
}

/** Buttons under a message: each opens a link or is an answer to the flow. */
export function ButtonsEditor({
  label,
  help,
  max = 10,
  error,
  value,
  onChange,
}: {
  label: string;
  help?: string;
  max?: number;
  error: (path: string) => string | undefined;
  value: readonly ButtonItem[];
  onChange: (value: ButtonItem[]) => void;
}) {
  const { t } = useUi();
  return (
    <OutletListEditor
      label={label}
      {...(help === undefined ? {} : { help })}
      items={value}
      min={0}
      max={max}
      nameOf={(button) => button.text || button.id}
      addLabel={t('buttons.add')}
      create={() => ({
        id: freeId(
          value.map(({ id }) => id),
          'button',
        ),
        text: t('buttons.text'),
      })}
      onChange={onChange}
    >
      {(button, set, index) => (
        <>
          <LiquidField
            label={t('buttons.text')}
            rows={1}
            maxLength={200}
            error={error(`${index}.text`) ?? error(`${index}.id`)}
            value={button.text}
            onChange={(text) => set({ ...button, text })}
          />
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={t('buttons.does')}
            value={button.url === undefined ? 'event' : 'link'}
            data={[
              { value: 'link', label: t('buttons.link') },
              { value: 'event', label: t('buttons.event') },
            ]}
            onChange={(choice) => {
              const { url, ...rest } = button;
              set(choice === 'link' ? { ...rest, url: url ?? 'https://' } : rest);
            }}
          />
          {button.url === undefined ? (
            <p className="k-hint">{t('buttons.eventHelp', { id: button.id })}</p>
          ) : (
            <LiquidField
              label={t('buttons.url')}
              rows={1}
              maxLength={2000}
              error={error(`${index}.url`)}
              value={button.url}
              onChange={(url) => set({ ...button, url })}
            />
          )}
        </>
      )}
    </OutletListEditor>
  );
}

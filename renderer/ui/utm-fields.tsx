/** The marks that links carry for a shop's own statistics, one field each. */
import { SimpleGrid, TextInput } from '@mantine/core';
import { type FlowUtm, flowUtmSchema, type UtmName, utmNames } from '../../flows/sdk/utm.ts';
import { useUi } from './use-ui.ts';

export const isUtm = (value: FlowUtm): boolean => flowUtmSchema.safeParse(value).success;

export function UtmFields({
  value,
  placeholder,
  onChange,
}: {
  value: FlowUtm;
  placeholder?: string;
  onChange: (name: UtmName, text: string) => void;
}) {
  const { t } = useUi();
  return (
    <div className="k-stack k-tight">
      <SimpleGrid type="container" cols={{ base: 1, '480px': 3 }} spacing="xs">
        {utmNames.map((name) => (
          <TextInput
            key={name}
            label={t(`links:utm.${name}`)}
            placeholder={placeholder}
            maxLength={100}
            spellCheck={false}
            error={isUtm({ [name]: value[name] }) ? undefined : t('links:utm.wrong')}
            value={value[name] ?? ''}
            onChange={(event) => onChange(name, event.currentTarget.value)}
          />
        ))}
      </SimpleGrid>
    </div>
  );
}

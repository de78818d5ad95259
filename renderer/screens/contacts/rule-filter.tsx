/** A filter by a rule, written with the same builder as on the canvas; the builder shows how many match. */
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { everybody, isEmptyRule, type RuleGroup } from '../../../flows/sdk/rule.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { EditorContextProvider } from '../../ui/define-editor.ts';
import { RuleBuilder } from '../../ui/rule/rule-builder.tsx';
import { useSaveSegment } from '../segments/use-save-segment.ts';
import { useRuleContext } from './use-rule-context.ts';

export interface RuleFilterProps {
  opened: boolean;
  rule: RuleGroup | null;
  onApply: (rule: RuleGroup | null) => void;
  onClose: () => void;
}

export function RuleFilter({ opened, rule, onApply, onClose }: RuleFilterProps) {
  const { t } = useTranslation('contacts');
  return (
    <Modal opened={opened} onClose={onClose} title={t('filter.title')} size={760}>
      <Body rule={rule} onApply={onApply} />
    </Modal>
  );
}

function Body({ rule, onApply }: Pick<RuleFilterProps, 'rule' | 'onApply'>) {
  const { t } = useTranslation('contacts');
  const [draft, setDraft] = useState<RuleGroup>(rule ?? everybody);
  const [naming, setNaming] = useState(false);
  const { context, error, retry } = useRuleContext();
  if (error !== null) return <ErrorState error={error} onRetry={retry} />;
  if (context === null) return <RowsSkeleton rows={3} />;
  return (
    <EditorContextProvider value={context}>
      <RuleBuilder value={draft} onChange={setDraft} label={t('filter.who')} />
      {naming ? <SaveSegment rule={draft} onDone={() => setNaming(false)} /> : null}
      <Group justify="space-between" mt="lg">
        <Group gap="xs">
          <Button variant="subtle" color="gray" disabled={rule === null} onClick={() => onApply(null)}>
            {t('filter.clear')}
          </Button>
          {naming ? null : (
            <Button variant="subtle" disabled={isEmptyRule(draft)} onClick={() => setNaming(true)}>
              {t('segments:saveAs')}
            </Button>
          )}
        </Group>
        <Button onClick={() => onApply(isEmptyRule(draft) ? null : draft)}>{t('filter.apply')}</Button>
      </Group>
    </EditorContextProvider>
  );
}

function SaveSegment({ rule, onDone }: { rule: RuleGroup; onDone: () => void }) {
  const { t } = useTranslation('segments');
  const [name, setName] = useState('');
  const save = useSaveSegment(onDone);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') save.mutate({ name, rule });
      }}
    >
      <Group align="end" gap="xs" mt="md">
        <TextInput
          flex={1}
          data-autofocus
          label={t('name')}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('app:cancel')}
        </Button>
      </Group>
    </form>
  );
}

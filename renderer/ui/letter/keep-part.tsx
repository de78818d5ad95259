/** Keeps a block for other letters, under a name. */
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { LetterBlock } from '../../../flows/sdk/letter.ts';
import { useEditorContext } from '../define-editor.ts';
import { useUi } from '../use-ui.ts';
import { blockSummary } from './block-kinds.ts';

export function KeepPart({
  block,
  language,
  onClose,
}: {
  /** Null: closed. */
  block: LetterBlock | null;
  language: string;
  onClose: () => void;
}) {
  const { t } = useUi();
  return (
    <Modal opened={block !== null} onClose={onClose} title={t('letter:keep.action')} size={440}>
      {block === null ? null : <Form block={block} language={language} onClose={onClose} />}
    </Modal>
  );
}

function Form({ block, language, onClose }: { block: LetterBlock; language: string; onClose: () => void }) {
  const { t } = useUi();
  const { letters } = useEditorContext();
  const [name, setName] = useState(() => blockSummary(block, t).slice(0, 60));
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const keep = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      await letters?.keepPart({ name: name.trim(), language, blocks: [block] });
      onClose();
    } catch (error) {
      setTrouble(letters?.words(error) ?? String(error));
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') void keep();
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          label={t('letter:keep.name')}
          description={t('letter:keep.help')}
          maxLength={100}
          value={name}
          error={trouble}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t('letter:keep.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={name.trim() === ''}>
            {t('letter:keep.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

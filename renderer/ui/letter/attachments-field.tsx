/** Files that go along with a letter, the same in every language. */
import { ActionIcon, Button, FileButton, Input } from '@mantine/core';
import { IconPaperclip, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { attachmentsLimit, type FileRef } from '../../../flows/sdk/files.ts';
import { useEditorContext } from '../define-editor.ts';
import { FieldBox } from '../field-box.tsx';
import { useUi } from '../use-ui.ts';
import { numberInWords } from '../words.ts';
import './letter.css';

const mostFiles = 10;
const megabyte = 1_000_000;

export function AttachmentsField({
  value,
  onChange,
  error,
}: {
  value: readonly FileRef[];
  onChange: (files: FileRef[]) => void;
  error?: string | undefined;
}) {
  const { t, language } = useUi();
  const { letters } = useEditorContext();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const total = value.reduce((sum, { size }) => sum + size, 0);
  const inWords = (bytes: number) =>
    bytes < megabyte / 10
      ? t('letter:files.kilobytes', { size: numberInWords(Math.max(1, Math.round(bytes / 1000)), language) })
      : t('letter:files.megabytes', { size: numberInWords(Math.round(bytes / (megabyte / 10)) / 10, language) });
  const add = async (chosen: File[]) => {
    if (letters === undefined || chosen.length === 0) return;
    setTrouble(null);
    const bytes = total + chosen.reduce((sum, { size }) => sum + size, 0);
    if (bytes > attachmentsLimit || value.length + chosen.length > mostFiles) {
      setTrouble(t('letter:files.tooMuch', { size: attachmentsLimit / megabyte, count: mostFiles }));
      return;
    }
    setBusy(true);
    try {
      const added: FileRef[] = [];
      for (const file of chosen) added.push(await letters.putFile(file, file.name));
      onChange([...value, ...added]);
    } catch (failure) {
      setTrouble(letters.words(failure));
    }
    setBusy(false);
  };
  return (
    <FieldBox label={t('letter:files.label')} help={t('letter:files.help')} error={error}>
      {value.length === 0 ? null : (
        <ul className="k-letter-files" aria-label={t('letter:files.label')}>
          {value.map((file, index) => (
            // The same file may be attached twice.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={`${index}-${file.file}`}>
              <IconPaperclip size={14} stroke={1.75} aria-hidden />
              <span className="k-grow k-ellipsis">{file.name}</span>
              <span className="k-hint">{inWords(file.size)}</span>
              <ActionIcon
                color="gray"
                aria-label={t('list.remove', { name: file.name })}
                onClick={() => onChange(value.filter((_, at) => at !== index))}
              >
                <IconTrash size={15} stroke={1.75} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <div>
        <FileButton multiple onChange={(files) => void add(files)}>
          {(props) => (
            <Button
              {...props}
              size="compact-sm"
              variant="default"
              loading={busy}
              leftSection={<IconPaperclip size={15} stroke={1.75} />}
            >
              {t('letter:files.add')}
            </Button>
          )}
        </FileButton>
      </div>
      {trouble === null ? null : <Input.Error role="alert">{trouble}</Input.Error>}
    </FieldBox>
  );
}

/** A text to be taken elsewhere: shown as it is, with a button that copies it. */
import { Button, CopyButton, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface CopiedProps {
  label: string;
  help?: string | undefined;
  value: string;
  /** Of a text of several lines. */
  rows?: number;
  /** Shown only when asked for; how the button for that is called. */
  secret?: string;
  /** Further buttons. */
  children?: ReactNode;
}

export function Copied({ label, help, value, rows, secret, children }: CopiedProps) {
  const { t } = useTranslation('web');
  const common = {
    readOnly: true,
    label,
    description: help,
    value,
    styles: { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } },
  };
  return (
    <div>
      {secret !== undefined ? (
        <PasswordInput {...common} autoComplete="off" visibilityToggleButtonProps={{ 'aria-label': secret }} />
      ) : rows === undefined ? (
        <TextInput {...common} />
      ) : (
        <Textarea {...common} rows={rows} />
      )}
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button
            mt={6}
            mr={6}
            size="compact-sm"
            variant="default"
            aria-label={`${t('copy')}: ${label}`}
            leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            onClick={copy}
          >
            {t(copied ? 'copied' : 'copy')}
          </Button>
        )}
      </CopyButton>
      {children}
    </div>
  );
}

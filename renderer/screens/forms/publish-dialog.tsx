/** How a form gets to people: its address, a frame for a site, or plain HTML; none needs a script. */
import { Alert, Button, CopyButton, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../app/client.ts';
import { frameSnippet, plainSnippet } from './snippets.ts';

export function PublishDialog({ form, onClose }: { form: string | null; onClose: () => void }) {
  const { t } = useTranslation('forms');
  const { data } = useQuery(orpc.forms.list.queryOptions());
  const found = data?.forms.find((one) => one.form === form);
  return (
    <Modal opened={found !== undefined} onClose={onClose} title={t('publish.title')} size={680}>
      {found === undefined || data === undefined ? null : data.address === null ? (
        <Text>{t('publish.nowhere')}</Text>
      ) : (
        <Stack>
          {data.public ? null : <Alert color="info">{t('publish.local')}</Alert>}
          <Copied label={t('publish.page')} help={t('publish.pageHelp')} value={`${data.address}/p/f/${found.form}`} />
          <Copied
            label={t('publish.frame')}
            help={t('publish.frameHelp')}
            value={frameSnippet(data.address, found.form, found.content)}
            rows={3}
          />
          <Copied
            label={t('publish.plain')}
            help={t('publish.plainHelp')}
            value={plainSnippet(data.address, found.form, found.content)}
            rows={8}
          />
        </Stack>
      )}
    </Modal>
  );
}

const code = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } };

function Copied({ label, help, value, rows }: { label: string; help: string; value: string; rows?: number }) {
  const { t } = useTranslation('forms');
  return (
    <div>
      {rows === undefined ? (
        <TextInput readOnly label={label} description={help} styles={code} value={value} />
      ) : (
        <Textarea readOnly label={label} description={help} styles={code} rows={rows} value={value} />
      )}
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button
            mt={6}
            size="compact-sm"
            variant="default"
            aria-label={`${t('web:copy')}: ${label}`}
            leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            onClick={copy}
          >
            {t(copied ? 'web:copied' : 'web:copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

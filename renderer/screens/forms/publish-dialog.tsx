/** How a form gets to people: its address, a frame for a site, or plain HTML; none needs a script. */
import { Alert, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../app/client.ts';
import { Copied } from '../../app/copied.tsx';
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

/** What opens over the canvas: commands, find, import, stop, and the choice when two drafts disagree. */
import { Button, FileButton, Group, Menu, Modal, Stack, Textarea } from '@mantine/core';
import { IconArrowRight, IconFileImport } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { orpc } from '../app/client.ts';
import { useErrorWords } from '../app/error-words.ts';
import { useShortcutText } from '../app/key-caps.ts';
import { toast } from '../app/toast.ts';
import { receive } from '../sharing/incoming.ts';
import { ActionItem } from './action-item.tsx';
import { worksIn } from './actions/action.ts';
import { actions } from './actions/table.ts';
import { AlignMenu } from './align-menu.tsx';
import { BlockIcon } from './block-icon.tsx';
import { ChoiceList } from './connect-dialog.tsx';
import type { FlowHost } from './flow-host.ts';
import { graphOf } from './graph.ts';
import { focusNode, useEditorState, useSaving, useSession, useUiState } from './session.ts';
import { useActions } from './use-actions.ts';
import { bringIntoView } from './view.ts';
import { useWords } from './words.ts';

const useDialog = (name: string) => {
  const { ui } = useSession();
  const opened = useUiState((state) => state.dialog === name);
  return { opened, close: () => ui.setState({ dialog: null }) };
};

/** Texts anywhere in a config, so that a block is found by what it says. */
function textsOf(value: unknown): string {
  if (typeof value === 'string') return value.length > 4_000 ? value.slice(0, 4_000) : value;
  if (typeof value === 'object' && value !== null) return Object.values(value).map(textsOf).join(' ');
  return '';
}

function FindDialog() {
  const { opened, close } = useDialog('find');
  const session = useSession();
  const words = useWords();
  const document_ = useEditorState((state) => state.document);
  const choices = useMemo(() => {
    if (!opened) return [];
    const graph = graphOf(document_);
    return graph.order.flatMap((id) => {
      const node = graph.nodes.get(id);
      if (!node) return [];
      return [
        {
          id,
          label: words.nodeName(node),
          detail: words.summary(node),
          search: `${words.typeName(node.type)} ${node.note ?? ''} ${textsOf(node.config)}`,
          icon: <BlockIcon type={node.type} />,
          blocked: null,
          choose: () => {
            session.ui.setState({ dialog: null });
            session.editor.select({ nodes: [id] });
            bringIntoView(session, id);
            requestAnimationFrame(() => focusNode(session.ui, id));
          },
        },
      ];
    });
  }, [opened, document_, words, session]);
  return (
    <Modal
      closeButtonProps={{ 'aria-label': words.t('close') }}
      opened={opened}
      onClose={close}
      title={words.t('action.find')}
      size={480}
      returnFocus={false}
    >
      <ChoiceList choices={choices} placeholder={words.t('findPlaceholder')} label={words.t('action.find')} />
    </Modal>
  );
}

function CommandsDialog({ host }: { host: FlowHost }) {
  const { opened, close } = useDialog('commands');
  const words = useWords();
  const [, go] = useLocation();
  const { situation, run } = useActions(host);
  const keysText = useShortcutText();
  const mode = useUiState((state) => state.mode);
  const { data: flows = [] } = useQuery({ ...orpc.flows.list.queryOptions(), enabled: opened });
  const choices = [
    ...actions
      .filter((action) => action.id !== 'commands' && worksIn(action, mode) && action.enabled(situation))
      .map((action) => {
        const Glyph = action.icon;
        return {
          id: action.id,
          label: words.t(`action.${action.id}`),
          detail: keysText(action) ?? words.t(`group.${action.group}`),
          icon: <Glyph size={18} stroke={1.75} aria-hidden />,
          blocked: null,
          choose: () => {
            close();
            requestAnimationFrame(() => run(action.id));
          },
        };
      }),
    ...flows.map((flow) => ({
      id: `flow|${flow.flow}`,
      label: flow.name,
      detail: words.t('openFlow'),
      icon: <IconArrowRight size={18} stroke={1.75} aria-hidden />,
      blocked: null,
      choose: () => {
        close();
        go(`/flows/${encodeURIComponent(flow.flow)}`);
      },
    })),
  ];
  return (
    <Modal
      closeButtonProps={{ 'aria-label': words.t('close') }}
      opened={opened}
      onClose={close}
      title={words.t('action.commands')}
      size={480}
    >
      <ChoiceList choices={choices} placeholder={words.t('commandsPlaceholder')} label={words.t('action.commands')} />
    </Modal>
  );
}

/** What is chosen or pasted here is looked at first, as everything that comes from elsewhere. */
function ImportDialog() {
  const { opened, close } = useDialog('import');
  const words = useWords();
  const [text, setText] = useState('');
  const look = (given: string, name: string | null) => {
    setText('');
    close();
    receive({ text: given, name });
  };
  return (
    <Modal
      closeButtonProps={{ 'aria-label': words.t('close') }}
      opened={opened}
      onClose={close}
      title={words.t('action.import')}
      size={560}
    >
      <Stack gap={12}>
        <p className="kc-hint">{words.t('importHelp')}</p>
        <FileButton
          accept=".json,application/json"
          onChange={(file) => void file?.text().then((given) => look(given, file.name))}
        >
          {(props) => (
            <Button variant="default" leftSection={<IconFileImport size={16} />} {...props}>
              {words.t('importFile')}
            </Button>
          )}
        </FileButton>
        <Textarea
          label={words.t('importPaste')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          minRows={6}
          maxRows={14}
          autosize
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {words.t('cancel')}
          </Button>
          <Button disabled={text.trim() === ''} onClick={() => look(text, null)}>
            {words.t('importDo')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function StopDialog({ host }: { host: FlowHost }) {
  const { opened, close } = useDialog('stop');
  const words = useWords();
  const errorWords = useErrorWords();
  const { inside } = host;
  const stop = useMutation({
    mutationFn: () => host.stop(),
    onSuccess: close,
    onError: (error) => toast.failed(errorWords(error)),
  });
  return (
    <Modal
      closeButtonProps={{ 'aria-label': words.t('close') }}
      opened={opened}
      onClose={close}
      title={words.t('stop.title')}
      size={440}
    >
      <Stack gap={16}>
        <p>{words.t('stop.body', { count: inside })}</p>
        <p className="kc-hint">{words.t('stop.instead')}</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {words.t('stop.keep')}
          </Button>
          <Button color="bad" loading={stop.isPending} onClick={() => stop.mutate()}>
            {words.t('stop.do')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Two drafts disagree: a person chooses, and the choice can be undone. */
function StaleDialog() {
  const { autosave } = useSession();
  const words = useWords();
  const errorWords = useErrorWords();
  const stale = useSaving((state) => state.status === 'stale');
  const choose = useMutation({
    mutationFn: (choice: 'mine' | 'theirs') => autosave.resolve(choice),
    onError: (error) => toast.failed(errorWords(error)),
  });
  return (
    <Modal
      closeButtonProps={{ 'aria-label': words.t('close') }}
      opened={stale}
      onClose={() => undefined}
      withCloseButton={false}
      title={words.t('stale.title')}
      size={480}
    >
      <Stack gap={16}>
        <p>{words.t('stale.body')}</p>
        <Group justify="flex-end">
          <Button variant="default" loading={choose.isPending} onClick={() => choose.mutate('theirs')}>
            {words.t('stale.theirs')}
          </Button>
          <Button loading={choose.isPending} onClick={() => choose.mutate('mine')}>
            {words.t('stale.mine')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The keyboard goes back to where it was when the menu is gone, unless what was chosen there led it elsewhere. */
function useFocusBack(open: boolean): void {
  useLayoutEffect(() => {
    if (!open) return;
    const before = document.activeElement;
    return () => {
      requestAnimationFrame(() => {
        if (before instanceof HTMLElement && before.isConnected && document.activeElement === document.body)
          before.focus({ preventScroll: true });
      });
    };
  }, [open]);
}

function ContextMenu({ host }: { host: FlowHost }) {
  const menu = useUiState((state) => state.menu);
  const { ui } = useSession();
  const words = useWords();
  const bound = useActions(host);
  const { situation } = bound;
  const mode = useUiState((state) => state.mode);
  useFocusBack(menu !== null);
  if (menu === null) return null;
  const offered = actions.filter(
    (action) => action.on?.includes(menu.on) && worksIn(action, mode) && (action.offered?.(situation) ?? true),
  );
  const item = ({ id }: (typeof actions)[number]) => <ActionItem key={id} id={id} bound={bound} at={menu.at} />;
  return (
    <Menu
      opened
      onClose={() => ui.setState({ menu: null })}
      position="bottom-start"
      width={300}
      offset={0}
      transitionProps={{ duration: 0 }}
      key={`${menu.at.x}|${menu.at.y}`}
      middlewares={{ shift: { padding: 8 }, flip: { padding: 8 } }}
    >
      <Menu.Target>
        <span className="kc-anchor" style={{ left: menu.at.x, top: menu.at.y }} aria-hidden />
      </Menu.Target>
      <Menu.Dropdown aria-label={words.t('blockActions')}>
        {offered.filter((action) => !action.danger).map(item)}
        {menu.on === 'node' && situation.nodes > 1 ? <AlignMenu bound={bound} /> : null}
        {offered.filter((action) => action.danger).map(item)}
      </Menu.Dropdown>
    </Menu>
  );
}

export function Dialogs({ host }: { host: FlowHost }) {
  return (
    <>
      <FindDialog />
      <CommandsDialog host={host} />
      <ImportDialog />
      <StopDialog host={host} />
      <StaleDialog />
      <ContextMenu host={host} />
    </>
  );
}

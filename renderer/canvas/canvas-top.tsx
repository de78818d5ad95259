/** Always in sight: which flow, whether it runs, how many are inside, whether all is saved; and the one thing to do next. */
import { ActionIcon, Button, Menu, SegmentedControl, UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconCircleDashed,
  IconDots,
  IconFileText,
  IconListTree,
  IconLoader2,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconSchema,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useErrorWords } from '../app/error-words.ts';
import { TopBar } from '../app/frame.tsx';
import { useLabelWithKeys } from '../app/key-caps.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { ActionItem } from './action-item.tsx';
import { type ActionId, actionOf, actions } from './actions/table.ts';
import type { FlowHost } from './flow-host.ts';
import { type Mode, useEditorState, useSaving, useSession, useUiState } from './session.ts';
import { UpdateHint } from './update/update-hint.tsx';
import { useActions } from './use-actions.ts';
import { useWords } from './words.ts';

export function FlowName() {
  const { editor, block } = useSession();
  const words = useWords();
  const name = useEditorState((state) => state.document.name);
  const [draft, setDraft] = useState(name);
  useEffect(() => setDraft(name), [name]);
  const commit = () => {
    const next = draft.trim();
    if (next === '' || next === name) setDraft(name);
    else editor.apply((now) => ({ ...now, name: next }));
  };
  return (
    <span className="kc-name" data-value={draft}>
      <input
        value={draft}
        maxLength={200}
        size={1}
        aria-label={words.t(block === null ? 'flowName' : 'blocks:settings.name')}
        title={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          else if (event.key === 'Escape') setDraft(name);
        }}
      />
    </span>
  );
}

function StatusChip({ host }: { host: FlowHost }) {
  const words = useWords();
  const { status, version, inside } = host;
  const Glyph =
    status === 'running'
      ? IconPlayerPlay
      : status === 'paused'
        ? IconPlayerPause
        : status === 'stopped'
          ? IconPlayerStop
          : IconCircleDashed;
  return (
    <span className="kc-status" data-status={status} role="status" aria-label={words.t('flowStatus')}>
      <Glyph size={14} stroke={2} aria-hidden />
      <b>{words.t(`status.${status}`)}</b>
      {version === null ? null : <span>{words.t('flows:version', { version })}</span>}
      {status === 'running' || status === 'paused' ? (
        <span className="kc-status-inside">{words.t('insideCount', { count: inside })}</span>
      ) : null}
    </span>
  );
}

export function SavedChip() {
  const words = useWords();
  const { autosave, ui } = useSession();
  const status = useSaving((state) => state.status);
  const error = useSaving((state) => state.error);
  const errorWords = useErrorWords();
  // "Saving" would only flicker: what a person needs to know is saved, not yet, or not possible.
  if (status === 'failed' || status === 'stale') {
    const why = status === 'stale' ? words.t('saving.staleHint') : errorWords(error).body;
    return (
      <Tooltip label={why}>
        <UnstyledButton
          className="kc-saved"
          data-status={status}
          onClick={() => (status === 'stale' ? ui.setState({ dialog: null }) : void autosave.flush())}
        >
          <IconAlertTriangle size={14} stroke={2} aria-hidden />
          {words.t(`saving.${status}`)}
        </UnstyledButton>
      </Tooltip>
    );
  }
  return (
    <span className="kc-saved" data-status={status} role="status">
      {status === 'saved' ? (
        <IconCheck size={14} stroke={2} aria-hidden />
      ) : (
        <IconLoader2 size={14} stroke={2} aria-hidden className="kc-spin" />
      )}
      {words.t(`saving.${status === 'saved' ? 'saved' : 'saving'}`)}
    </span>
  );
}

export function IconAction({ id, host }: { id: ActionId; host: FlowHost }) {
  const words = useWords();
  const { situation, run } = useActions(host);
  const action = actionOf(id);
  const Glyph = action.icon;
  const withKeys = useLabelWithKeys();
  const label = words.t(`action.${id}`);
  return (
    <Tooltip label={withKeys(label, action)}>
      <ActionIcon
        variant="default"
        size={34}
        className="kc-tool"
        aria-label={label}
        disabled={!action.enabled(situation)}
        onClick={() => run(id)}
      >
        <Glyph size={18} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  );
}

const modes = [
  { mode: 'drawing', icon: IconSchema },
  { mode: 'outline', icon: IconListTree },
  { mode: 'story', icon: IconFileText },
] as const;

function ModeSwitch() {
  const words = useWords();
  const { ui } = useSession();
  const mode = useUiState((state) => state.mode);
  return (
    <SegmentedControl
      aria-label={words.t('mode.title')}
      value={mode}
      onChange={(value) => ui.setState({ mode: value as Mode })}
      data={modes.map(({ mode: value, icon: Glyph }) => ({
        value,
        label: (
          <Tooltip label={words.t(`mode.${value}`)}>
            <span className="kc-mode">
              <Glyph size={16} stroke={1.75} aria-hidden />
              <span className="kc-sr">{words.t(`mode.${value}`)}</span>
            </span>
          </Tooltip>
        ),
      }))}
    />
  );
}

function SimulateButton({ host }: { host: FlowHost }) {
  const words = useWords();
  const { situation, run } = useActions(host);
  const open = useUiState((state) => state.simulateOpen);
  const action = actionOf('simulate');
  const Glyph = action.icon;
  const withKeys = useLabelWithKeys();
  return (
    <Tooltip label={withKeys(words.t('action.simulate'), action)}>
      <Button
        variant="default"
        aria-pressed={open}
        data-tour="simulate"
        disabled={!action.enabled(situation)}
        leftSection={<Glyph size={16} stroke={1.75} />}
        onClick={() => run('simulate')}
      >
        {words.t('simulate')}
      </Button>
    </Tooltip>
  );
}

export function CanvasTop({ host }: { host: FlowHost }) {
  const words = useWords();
  const name = useEditorState((state) => state.document.name);
  const changed = useSaving((state) => state.changed || state.status !== 'saved');
  const bound = useActions(host);
  const { run } = bound;
  const { status } = host;
  const runs = status === 'running' || status === 'paused';
  const primary = !runs ? 'start' : 'publish';
  return (
    <TopBar
      title={name}
      titleContent={<FlowName />}
      actions={
        <>
          <SavedChip />
          <ModeSwitch />
          <IconAction id="undo" host={host} />
          <IconAction id="redo" host={host} />
          <Menu position="bottom-end" width={260}>
            <Menu.Target>
              <Tooltip label={words.t('more')}>
                <ActionIcon variant="default" size={34} aria-label={words.t('more')}>
                  <IconDots size={18} stroke={1.75} />
                </ActionIcon>
              </Tooltip>
            </Menu.Target>
            <Menu.Dropdown>
              {actions
                .filter((action) => action.on?.includes('more') && !action.danger)
                .map(({ id }) => (
                  <ActionItem key={id} id={id} bound={bound} />
                ))}
              {runs ? (
                <>
                  <Menu.Divider />
                  <ActionItem id="stop" bound={bound} />
                </>
              ) : null}
            </Menu.Dropdown>
          </Menu>
          <SimulateButton host={host} />
          {status === 'running' ? (
            <Button
              variant="default"
              loading={host.busy}
              leftSection={<IconPlayerPause size={16} stroke={1.75} />}
              onClick={() => run('pause')}
            >
              {words.t('action.pause')}
            </Button>
          ) : status === 'paused' ? (
            <Button
              variant={changed ? 'default' : 'filled'}
              loading={host.busy}
              leftSection={<IconPlayerPlay size={16} stroke={1.75} />}
              onClick={() => run('resume')}
            >
              {words.t('action.resume')}
            </Button>
          ) : null}
          {runs && !changed ? null : (
            <Button onClick={() => run('start')} data-primary data-tour="start">
              {words.t(primary === 'start' ? 'startDots' : 'publishDots')}
            </Button>
          )}
        </>
      }
    >
      <StatusChip host={host} />
      <UpdateHint />
    </TopBar>
  );
}

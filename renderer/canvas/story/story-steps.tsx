/** Steps of the story with their branches: numbered paragraphs, indented under the case in which they happen. */
import { IconArrowRight, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { specs } from '../../../registry/editors.ts';
import { BlockIcon } from '../block-icon.tsx';
import { figuresOf, trafficOf } from '../figures.ts';
import { useEditorState, useSession, useUiState } from '../session.ts';
import { useWords } from '../words.ts';
import { sentence } from './sentence.ts';
import type { StoryBranch, StoryLink, StoryStep } from './tell.ts';

export function StorySteps({ steps, figures }: { steps: readonly StoryStep[]; figures: boolean }) {
  return (
    <ol className="kc-story-steps">
      {steps.map((step) => (
        <Step key={step.node} step={step} figures={figures} />
      ))}
    </ol>
  );
}

function Step({ step, figures }: { step: StoryStep; figures: boolean }) {
  const { t } = useTranslation('story');
  const { editor, ui } = useSession();
  const chosen = useEditorState((state) => state.selection.nodes.includes(step.node));
  const type = useEditorState((state) => state.document.nodes.find(({ id }) => id === step.node)?.type ?? '');
  return (
    <li className="kc-story-step" data-step={step.node} data-chosen={chosen || undefined} value={step.number}>
      <button
        type="button"
        className="kc-story-told"
        aria-current={chosen || undefined}
        title={t('choose', { number: step.number })}
        onClick={() => {
          editor.select({ nodes: [step.node] });
          ui.setState({ inspectorOpen: true, simulateOpen: false, historyOpen: false });
        }}
      >
        <span className="kc-story-number">{step.number}</span>
        <span className="kc-story-icon">
          <BlockIcon type={type} size={20} />
        </span>
        <span className="kc-story-words">
          {step.name === null ? null : <b>{sentence(step.name)} </b>}
          {step.sentences.join(' ')}
          {step.time === null ? null : (
            <span className="kc-story-time">
              {' '}
              <IconClock size={13} stroke={1.75} aria-hidden />
              {step.time}
            </span>
          )}
        </span>
      </button>
      <div className="kc-story-more">
        {step.from === null ? null : <p className="kc-story-from">{step.from}</p>}
        {figures ? <Figures node={step.node} type={type} /> : null}
        {step.quotes.map((quote) => (
          <blockquote key={`${quote.label}|${quote.text}`}>
            {quote.label === null ? null : <b>{quote.label}</b>}
            <p>{quote.text}</p>
          </blockquote>
        ))}
        {step.branches.map((branch) => (
          <Branch key={branch.outlets.join()} step={step} branch={branch} figures={figures} />
        ))}
        {step.after === null ? null : <After link={step.after} />}
      </div>
    </li>
  );
}

function Branch({ step, branch, figures }: { step: StoryStep; branch: StoryBranch; figures: boolean }) {
  const words = useWords();
  const live = useUiState((state) => (figures ? state.live?.nodes.get(step.node) : undefined));
  const went = branch.outlets.reduce((sum, outlet) => sum + (trafficOf(live, outlet)?.count ?? 0), 0);
  return (
    <div className="kc-story-branch">
      <p className="kc-story-when">
        <span>{branch.when}</span>
        {live === undefined ? null : <em className="kc-story-went">{words.count(went)}</em>}
        {branch.steps.length === 0 && branch.after !== null ? <After link={branch.after} /> : null}
      </p>
      {branch.steps.length === 0 ? null : <StorySteps steps={branch.steps} figures={figures} />}
    </div>
  );
}

function After({ link }: { link: StoryLink }) {
  const { node, text } = link;
  if (node === null) return <span className="kc-story-after">{text}</span>;
  return (
    <button
      type="button"
      className="kc-story-after kc-story-link"
      onClick={(event) => {
        const steps = event.currentTarget.closest('[data-story]')?.querySelectorAll<HTMLElement>('[data-step]') ?? [];
        const step = [...steps].find((element) => element.dataset.step === node);
        const told = step?.querySelector<HTMLElement>('button');
        told?.scrollIntoView({ block: 'center' });
        told?.focus({ preventScroll: true });
      }}
    >
      <IconArrowRight size={14} stroke={1.9} aria-hidden />
      {text}
    </button>
  );
}

function Figures({ node, type }: { node: string; type: string }) {
  const words = useWords();
  const category = specs.get(type)?.category ?? 'end';
  const live = useUiState((state) => state.live?.nodes.get(node));
  const inside = useUiState((state) => (category === 'trigger' ? (state.live?.report.active ?? 0) : 0));
  const figures = figuresOf(category, live, inside);
  if (figures.length === 0) return null;
  return (
    <p className="kc-story-figures">
      {figures.map((figure) => {
        const { value, label } = words.figure(figure);
        return (
          <span key={figure.name} data-tone={figure.tone}>
            <b>{value}</b> {label}
          </span>
        );
      })}
    </p>
  );
}

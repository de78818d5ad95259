/** Taking the flow to people who do not have the tool: its story on paper or as text, its drawing as a picture. */
import { IconClipboardText, IconPhotoDown, IconPrinter } from '@tabler/icons-react';
import i18next from 'i18next';
import { toast } from '../../app/toast.ts';
import { say } from '../session.ts';
import { makeStory, storyState } from '../story/make-story.ts';
import { markdownOf } from '../story/markdown.ts';
import { printStory } from '../story/print.ts';
import { type ActionArgs, defineActions } from './action.ts';

async function copyStory({ session, words, host }: ActionArgs): Promise<void> {
  try {
    const text = markdownOf(makeStory(storyState(session, host), words, await host.storyWorkspace()));
    await navigator.clipboard.writeText(text);
    toast.done(i18next.t('story:copied'));
    say(session.ui, i18next.t('story:copied'));
  } catch {
    toast.failed({ title: i18next.t('story:notCopied.title'), body: i18next.t('story:notCopied.body') });
  }
}

export const storyActions = defineActions([
  {
    id: 'print',
    icon: IconPrinter,
    group: 'flow',
    keys: [{ code: 'KeyP', mod: true }],
    scope: 'screen',
    on: ['more'],
    enabled: (now) => now.total > 0,
    perform: ({ session }) => printStory(session),
  },
  {
    id: 'copyStory',
    icon: IconClipboardText,
    group: 'flow',
    keys: [],
    scope: 'screen',
    on: ['more'],
    enabled: (now) => now.total > 0,
    perform: copyStory,
  },
  {
    id: 'picture',
    icon: IconPhotoDown,
    group: 'flow',
    keys: [],
    scope: 'screen',
    on: ['more'],
    enabled: (now) => now.total > 0,
    perform: ({ session }) => session.ui.setState({ dialog: 'picture' }),
  },
]);

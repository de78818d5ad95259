/** The places of the rail, in its order. `key` is a key of the translations. */
import {
  type Icon,
  IconAddressBook,
  IconAdjustments,
  IconChartFunnel,
  IconDiscount,
  IconHome,
  IconInbox,
  IconMailbox,
  IconPlugConnected,
  IconRoute,
} from '@tabler/icons-react';
import type { PlaceId } from '../state/app-shortcuts.ts';

export const places: readonly { path: string; key: PlaceId; icon: Icon }[] = [
  { path: '/', key: 'home', icon: IconHome },
  { path: '/flows', key: 'flows', icon: IconRoute },
  { path: '/contacts', key: 'contacts', icon: IconAddressBook },
  { path: '/content', key: 'content', icon: IconDiscount },
  { path: '/report', key: 'report', icon: IconChartFunnel },
  { path: '/mailbox', key: 'mailbox', icon: IconMailbox },
  { path: '/accounts', key: 'accounts', icon: IconPlugConnected },
  { path: '/inbox', key: 'inbox', icon: IconInbox },
  { path: '/settings', key: 'settings', icon: IconAdjustments },
];

export const pathOf = (place: PlaceId): string => places.find(({ key }) => key === place)?.path ?? '/';

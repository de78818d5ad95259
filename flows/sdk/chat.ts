/** What chats on a site tell of people, whichever vendor's they are: types of events. */
export const chatEvents = {
  /** An operator took the chat. */
  accepted: 'chat.accepted',
  finished: 'chat.finished',
  /** Written while no operator was there: `text`. */
  offline: 'chat.offline',
  /** Contact details were left or changed. */
  contact: 'chat.contact',
  /** A call through the chat ended, or failed. */
  call: 'chat.call',
} as const;

/** Short news at the corner; announced politely by the notifications' own live region. */
import { notifications } from '@mantine/notifications';

export const toast = {
  done(message: string): void {
    notifications.show({ message, color: 'ok', autoClose: 4000 });
  },
  /** Stays until it is closed. */
  failed(words: { title: string; body: string }): void {
    notifications.show({ title: words.title, message: words.body, color: 'bad', autoClose: false });
  },
};

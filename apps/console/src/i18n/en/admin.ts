import type { admin as zh } from '../zh/admin.js';
import type { Same } from '../same.js';

export const admin: Same<typeof zh> = {
  setup: {
    title: 'Make the first administrator',
    hint: 'The link works once, for 24 hours. The first administrator is a system administrator, who then makes a security administrator for somebody else; that person makes all other accounts.',
    submit: 'Create and sign in',
    noToken:
      'The link is not complete. Copy all of it from what the first start printed, with the part after the #.',
    made: 'The account is there; sign in.',
    toSignIn: 'I have an account: sign in',
  },
  password: {
    title: 'Set a password of your own',
    due: 'The password you came in with was handed out by an administrator. Set your own before you start.',
    oneTime: 'One-time password',
    present: 'Present password',
    next: 'New password',
    hint: '12 to 128 characters',
    again: 'Once more',
    notSame: 'These two are not the same.',
    submit: 'Save the password',
    done: 'Your password is changed; you are signed out everywhere else.',
    change: 'Change password',
  },
  accounts: {
    title: 'Accounts',
    noCases: 'Administrators see no case data.',
    first:
      'There is no security administrator yet. Make one for somebody else; they make duty officers and all others.',
    others: 'You look after: {{roles}}.',
    add: 'New account',
    create: 'Create',
    name: 'Name',
    username: 'User name',
    usernameHint: '2 to 64 of a-z, 0-9, dot, dash, underscore',
    role: 'Role',
    station: 'Station',
    stationHint:
      'Field officers and grid workers get the visits of this station; write it as the station is named',
    sworn: 'Sworn officer, may approve countermeasures',
    swornMark: 'Sworn',
    rank: 'Rank',
    inUse: 'In use',
    due: 'Password not set yet',
    shut: 'Disabled',
    second: 'Two factors',
    demo: 'Demo',
    disable: 'Disable',
    disableAsk: 'Disable {{name}}? They are signed out at once.',
    newPassword: 'New password',
    newPasswordAsk: 'Hand out a one-time password for {{name}}? The old one and their sessions end at once.',
    reopen: 'Enable again',
    disabled: 'Disabled.',
    handTitle: 'One-time password of {{name}}',
    handHint:
      'Shown this once: tell it in person or by phone. Good until {{until}}; they set their own password after signing in.',
    copy: 'Copy',
    copied: 'Copied.',
    handDone: 'I have told them',
  },
};

import { Platform1764000000001 } from './0001-platform.js';
import { Identity1764000000002 } from './0002-identity.js';
import { People1764000000003 } from './0003-people.js';
import { Cases1764000000004 } from './0004-cases.js';
import { Intake1764000000005 } from './0005-intake.js';
import { Outreach1764000000006 } from './0006-outreach.js';
import { Countermeasures1764000000007 } from './0007-countermeasures.js';
import { Setup1764000000008 } from './0008-setup.js';
import { Accounts1764000000009 } from './0009-accounts.js';
import { KnownBroken1764000000010 } from './0010-known-broken.js';
import { AuditReading1764000000012 } from './0012-audit-reading.js';
import { LiveCalls1764000000013 } from './0013-live-calls.js';
import { CountedRows1764000000014 } from './0014-counted-rows.js';
import { SnapshotAsText1764000000015 } from './0015-snapshot-as-text.js';
import { BrokenCountermeasures1764000000016 } from './0016-broken-countermeasures.js';
import { OneQueueIndex1764000000017 } from './0017-one-queue-index.js';
import { Playbooks1764000000018 } from './0018-playbooks.js';
import { Merging1764000000019 } from './0019-merging.js';
import { UnknownPeople1764000000020 } from './0020-unknown-people.js';

/** In order. A migration that has run anywhere is never edited. */
export const MIGRATIONS = [
  Platform1764000000001,
  Identity1764000000002,
  People1764000000003,
  Cases1764000000004,
  Intake1764000000005,
  Outreach1764000000006,
  Countermeasures1764000000007,
  Setup1764000000008,
  Accounts1764000000009,
  KnownBroken1764000000010,
  AuditReading1764000000012,
  LiveCalls1764000000013,
  CountedRows1764000000014,
  SnapshotAsText1764000000015,
  BrokenCountermeasures1764000000016,
  OneQueueIndex1764000000017,
  Playbooks1764000000018,
  Merging1764000000019,
  UnknownPeople1764000000020,
];

import { Module } from '@nestjs/common';
import { AuditAnchor } from './audit-anchor.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditVerifier } from './audit-verifier.js';
import { Audit } from './audit.js';

/** The trail. The worker calls `AuditSealer.seal` every second and `AuditAnchor.append` every minute. */
@Module({
  providers: [Audit, AuditSealer, AuditAnchor, AuditVerifier],
  exports: [Audit, AuditSealer, AuditAnchor],
})
export class AuditModule {}

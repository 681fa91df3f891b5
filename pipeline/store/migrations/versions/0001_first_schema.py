"""First schema."""

import sqlalchemy as sa
from alembic import op

from pipeline.store import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=True),
        sa.Column("password_hash", sa.String(length=500), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("theme", sa.String(length=16), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("disabled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("call_id", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_action"), "audit", ["action"], unique=False)
    op.create_index(op.f("ix_audit_call_id"), "audit", ["call_id"], unique=False)
    op.create_index(op.f("ix_audit_created_at"), "audit", ["created_at"], unique=False)
    op.create_table(
        "call",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=True),
        sa.Column("variety", sa.String(length=8), nullable=False),
        sa.Column("direction", sa.String(length=16), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("talk_share", sa.Double(), nullable=True),
        sa.Column("usual_rate", sa.Double(), nullable=True),
        sa.Column("baseline", sa.Double(), nullable=True),
        sa.Column("words", sa.Integer(), nullable=True),
        sa.Column("lost", sa.Integer(), server_default="0", nullable=False),
        sa.Column("words_deleted_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("flags_deleted_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("erased_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index("ix_call_agent_started_at", "call", ["agent", "started_at"], unique=False)
    op.create_index(op.f("ix_call_started_at"), "call", ["started_at"], unique=False)
    op.create_table(
        "bookmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_bookmark_account_id_account")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_bookmark_call_id_call"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
    )
    op.create_index(op.f("ix_bookmark_call_id"), "bookmark", ["call_id"], unique=False)
    op.create_table(
        "council",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreed_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_council_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council")),
    )
    op.create_table(
        "flag",
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("idx", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("speaker", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("raised", sa.Double(), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=80), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("advice", sa.String(length=500), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=True),
        sa.Column("cleared_reason", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_flag_call_id_call"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "idx", name=op.f("pk_flag")),
    )
    op.create_index("ix_flag_call_id_key", "flag", ["call_id", "key"], unique=False)
    op.create_index("ix_flag_kind_call_id", "flag", ["kind", "call_id"], unique=False)
    op.create_table(
        "login",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_login_account_id_account")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_login")),
    )
    op.create_index(op.f("ix_login_account_id"), "login", ["account_id"], unique=False)
    op.create_index(op.f("ix_login_expires_at"), "login", ["expires_at"], unique=False)
    op.create_table(
        "record",
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("idx", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_record_call_id_call"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "idx", name=op.f("pk_record")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recording",
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=1000), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_recording")),
    )
    op.create_index(op.f("ix_recording_created_at"), "recording", ["created_at"], unique=False)
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_setting_changed_by_account")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("say", sa.JSON(), nullable=False),
        sa.Column("instead", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("category", sa.String(length=80), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("flag_examples", sa.JSON(), nullable=False),
        sa.Column("pass_examples", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_term_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
    )
    op.create_table(
        "utterance",
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("speaker", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_utterance_call_id_call"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "id", name=op.f("pk_utterance")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "verdict",
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("flag_key", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_verdict_account_id_account")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_verdict_call_id_call"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "flag_key", "account_id", name=op.f("pk_verdict")),
    )
    op.create_table(
        "whisper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_whisper_account_id_account")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_whisper_call_id_call"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whisper")),
    )
    op.create_index(op.f("ix_whisper_call_id"), "whisper", ["call_id"], unique=False)
    _refuse_changes_of_audit()


def _refuse_changes_of_audit() -> None:
    """A line of the audit log may be deleted when it is old, never changed."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is not changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )

#pragma once

namespace cli {

/// While it lives, SIGINT and SIGTERM only set a flag, so that the run ends by itself: peers resign, reports
/// are written, labs torn down. A second signal changes nothing, since all of that is short.
class InterruptGuard {
  public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;
};

/// While it lives beside an InterruptGuard, the first signal also ends standard input: whoever reads it, and
/// may have to wait for long, finds its end there.
class StandardInputGuard {
  public:
    StandardInputGuard();
    ~StandardInputGuard();
    StandardInputGuard(const StandardInputGuard&) = delete;
    StandardInputGuard& operator=(const StandardInputGuard&) = delete;

  private:
    int input_;
};

/// The number of the signal that came first since a guard was made; 0 for none.
int interrupting_signal();
inline bool interrupted() {
    return interrupting_signal() != 0;
}

/// While it lives, SIGHUP only asks to read the configuration anew.
class HangupGuard {
  public:
    HangupGuard();
    ~HangupGuard();
    HangupGuard(const HangupGuard&) = delete;
    HangupGuard& operator=(const HangupGuard&) = delete;
};

/// True once after each SIGHUP, or several that came together.
bool take_hangup();

}  // namespace cli

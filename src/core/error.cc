#include "core/error.h"

#include <utility>

namespace agentkeep {

Error::Error(ErrorCode code, std::string message, Text status, std::string details)
    : refusal_(new Refusal{code, std::move(message), status, std::move(details)}) {}

std::unexpected<Error> fail(ErrorCode code, std::string message, Text status, std::string details) {
  return std::unexpected(Error(code, std::move(message), status, std::move(details)));
}

std::unexpected<Error> invalid(std::string message, Text status) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), status);
}

}  // namespace agentkeep

"""The one interceptor of every gRPC server: who calls, how long it may take, how it went, what the error says."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, aclosing, contextmanager
from typing import Any, Final, NamedTuple, Never, Self, TypeAlias

import grpc
import structlog
from opentelemetry.trace import SpanKind

from chassis import binding
from chassis.binding import PresentedKey, Prover, admitted
from chassis.callers import bearer, enter
from chassis.error_mapping import as_domain_error
from chassis.error_status import DETAILS_KEY
from chassis.errors import DomainError, ErrorCode, new_support_id, to_grpc_status
from chassis.shared_proofs import SharedProofs
from chassis.telemetry import Telemetry, extract
from chassis.tokens import TokenVerifier

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"


class ProofSharing(NamedTuple):
    """Who else remembers proofs, and which methods may work meanwhile: those that only read, as "package.Service/Get".

    Their answer waits for the memory all the same.
    """

    memory: SharedProofs | None
    meanwhile: frozenset[str] = frozenset()


ALONE: Final = ProofSharing(None)


class _Outcome:
    """How a call ended, for its measure; by itself the context of a call that nobody measures."""

    __slots__ = ("code",)

    def __init__(self) -> None:
        self.code = "CANCELLED"  # what it stays when the task is cancelled under it

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class ServiceInterceptor:
    """Authenticates, bounds, measures and maps errors, in one layer: each costs about a tenth of a call.

    It is laid around the methods once, when they are registered: as an interceptor of grpc it would be made anew for
    each call.
    """

    def __init__(
        self,
        verifier: TokenVerifier,
        *,
        audience: str,
        telemetry: Telemetry,
        max_call_s: float,
        proofs: ProofSharing = ALONE,
    ) -> None:
        """Take who verifies tokens, for which audience, and the longest a unary call may take in seconds."""
        self._verifier, self._audience = verifier, audience
        self._telemetry, self._max_call_s = telemetry, max_call_s
        self._prover, self._meanwhile = Prover(verifier.clock, shared=proofs.memory), proofs.meanwhile
        self._log = structlog.get_logger()

    def around(self, method: str, handler: Any) -> Handler:
        """The handler of a method, such as "vitale.rights.v1.RightsService/PutRights", with this layer around it."""
        behaviour, make = _behaviour(handler)
        wrap = self._streaming if handler.response_streaming else self._unary
        wrapped: Handler = make(wrap(method, behaviour), handler.request_deserializer, handler.response_serializer)
        return wrapped

    def _unary(self, method: str, behaviour: Any) -> Callable[[Any, Context], Awaitable[Any]]:
        async def call(request: Any, context: Context) -> Any:
            with self._observed(method, context) as outcome:
                try:
                    admission = self._authenticate(method, context).admission()
                    async with asyncio.timeout(self._allowed_s(context)):
                        if admission is None:
                            reply = await behaviour(request, context)
                        else:
                            reply = await self._once(admission, method, lambda: behaviour(request, context))
                except grpc.aio.AbortError:
                    raise
                except Exception as error:  # noqa: BLE001 - every error leaves through the one table
                    await self._abort(error, method, context, outcome)
                outcome.code = "OK"
                return reply

        return call

    def _streaming(self, method: str, behaviour: Any) -> Callable[[Any, Context], AsyncIterator[Any]]:
        async def stream(request: Any, context: Context) -> AsyncIterator[Any]:
            with self._observed(method, context) as outcome:
                try:
                    if (admission := self._authenticate(method, context).admission()) is not None:
                        await admitted(admission)
                    async with aclosing(behaviour(request, context)) as replies:
                        async for reply in replies:
                            yield reply
                except grpc.aio.AbortError:
                    raise
                except Exception as error:  # noqa: BLE001 - every error leaves through the one table
                    await self._abort(error, method, context, outcome)
                outcome.code = "OK"

        return stream

    async def _once(self, admission: "asyncio.Future[bool]", method: str, work: Callable[[], Awaitable[Any]]) -> Any:
        """Answer a call whose proof the other processes must not have seen; neither reply nor error leaves before."""
        if method not in self._meanwhile:
            await admitted(admission)
            return await work()
        try:
            reply = await work()
        except asyncio.CancelledError:
            admission.cancel()
            raise
        except Exception:
            await admitted(admission)
            raise
        await admitted(admission)
        return reply

    def _authenticate(self, method: str, context: Context) -> PresentedKey:
        metadata = dict(context.invocation_metadata() or ())
        token = bearer(_text(metadata, "authorization"))
        enter(self._verifier.verify(token, self._audience), token)
        proof = _text(metadata, binding.METADATA_KEY)
        # A call that shows a proof stands or falls by it; its connection says nothing then.
        certificate = binding.certificate_of(context.auth_context()) if proof is None else None
        presented = PresentedKey(self._prover, f"/{method}", token, proof, certificate)
        binding.enter(presented)
        return presented

    def _allowed_s(self, context: Context) -> float:
        remaining = context.time_remaining()
        return self._max_call_s if remaining is None else min(max(remaining, 0.0), self._max_call_s)

    def _observed(self, method: str, context: Context) -> AbstractContextManager[_Outcome]:
        return self._measured(method, context) if self._telemetry.enabled else _Outcome()

    @contextmanager
    def _measured(self, method: str, context: Context) -> Iterator[_Outcome]:
        outcome, begun = _Outcome(), time.perf_counter()
        service, _, name = method.partition("/")
        attributes = {"rpc.system": "grpc", "rpc.service": service, "rpc.method": name}
        parent = extract([(key, value) for key, value in context.invocation_metadata() or ()])
        with self._telemetry.span(method, attributes, kind=SpanKind.SERVER, parent=parent) as span:
            try:
                yield outcome
            finally:
                span.set_attribute("rpc.status", outcome.code)
                measured = {**attributes, "rpc.status": outcome.code}
                self._telemetry.rpc_seconds.record(time.perf_counter() - begun, measured)

    async def _abort(self, error: Exception, method: str, context: Context, outcome: _Outcome) -> Never:
        domain = as_domain_error(error)
        support_id = domain.support_id or new_support_id()
        outcome.code = domain.code.value
        self._report(error, domain, method, support_id)
        status = to_grpc_status(domain, support_id)
        await context.abort(domain.row.grpc_status, status.message, ((DETAILS_KEY, status.SerializeToString()),))

    def _report(self, error: Exception, domain: DomainError, method: str, support_id: str) -> None:
        log = self._log.bind(rpc=method, code=domain.code.value, support_id=support_id, facts=dict(domain.facts))
        if domain.code is ErrorCode.INTERNAL:
            log.error("rpc_failed", exc_info=error)
        elif domain.row.http_status >= 500:  # noqa: PLR2004 - the class of HTTP statuses
            log.warning("rpc_failed", exc_info=error.__cause__)
        else:
            log.info("rpc_refused", fields=[violation.field for violation in domain.violations[:20]])


class Around(grpc.GenericRpcHandler):
    """Methods that are looked up, each with the interceptor around it."""

    def __init__(self, methods: Any, interceptor: ServiceInterceptor) -> None:
        """Take the handler that knows the methods."""
        self._methods, self._interceptor = methods, interceptor
        self._known: dict[str, Handler] = {}

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "Handler | None":
        """The handler of a method; None when there is no such method here."""
        name = handler_call_details.method
        if name not in self._known:
            handler = self._methods.service(handler_call_details)
            if handler is None:
                return None
            self._known[name] = self._interceptor.around(name.lstrip("/"), handler)
        return self._known[name]


def _text(metadata: Mapping[str, Any], name: str) -> str | None:
    value = metadata.get(name)
    return None if value is None else str(value)


def _behaviour(handler: Any) -> tuple[Any, Any]:
    """Give a handler's function and the maker of a handler of the same kind."""
    match handler.request_streaming, handler.response_streaming:
        case False, False:
            return handler.unary_unary, grpc.unary_unary_rpc_method_handler
        case False, True:
            return handler.unary_stream, grpc.unary_stream_rpc_method_handler
        case True, False:
            return handler.stream_unary, grpc.stream_unary_rpc_method_handler
        case _:
            return handler.stream_stream, grpc.stream_stream_rpc_method_handler

import CDNNL
import CKernels
import HoneCore

#if canImport(Glibc)
  import Glibc
#endif

/// The table of C kernels in use: the best that this processor runs, or the one that HONE_KERNELS names.
package enum Kernels {
  /// Names of the tables that this processor can run, best last.
  package static let available: [String] = (0..<Int(hone_kernel_table_count())).map { index in
    String(cString: table(at: index).pointee.name)
  }

  /// The name of the table in use: "scalar", "avx2" or "avx512".
  package static let name: String = String(cString: pointer.pointee.name)

  static var current: hone_kernels { pointer.pointee }

  nonisolated(unsafe) private static let pointer: UnsafePointer<hone_kernels> = {
    guard let wanted = getenv("HONE_KERNELS").map({ String(cString: $0) }), !wanted.isEmpty else {
      return table(at: available.count - 1)
    }
    guard let index = available.firstIndex(of: wanted) else {
      // A forced table that cannot run would make every later figure a lie.
      let sentence = "hone: HONE_KERNELS is '\(wanted)'; this processor runs \(available.joined(separator: ", ")).\n"
      _ = sentence.withCString { write(STDERR_FILENO, $0, strlen($0)) }
      exit(2)
    }
    setenv("ONEDNN_MAX_CPU_ISA", ["scalar": "SSE41", "avx2": "AVX2", "avx512": "AVX512_CORE"][wanted] ?? "ALL", 1)
    return table(at: index)
  }()

  package static func named(_ name: String) -> KernelTable? {
    available.firstIndex(of: name).map { KernelTable(pointer: table(at: $0)) }
  }

  private static func table(at index: Int) -> UnsafePointer<hone_kernels> {
    // The index is below the count that the same C file reported.
    hone_kernel_table(Int32(index))!
  }
}

/// One table, for tests that compare it with its scalar twin.
package struct KernelTable {
  package let pointer: UnsafePointer<hone_kernels>
}

/// C := alpha · op(A) · op(B) + beta · C, row-major, on the calling thread alone.
@inline(__always)
func multiplyMatrices(
  transposeA: Bool = false, transposeB: Bool = false, rows: Int, columns: Int, inner: Int, alpha: Float = 1,
  _ a: UnsafePointer<Float>, strideA: Int, _ b: UnsafePointer<Float>, strideB: Int, beta: Float = 0,
  into c: UnsafeMutablePointer<Float>, strideC: Int
) {
  guard !alpha.isNaN else {
    // dnnl_sgemm may take such a factor for zero: always with SSE4.1, for some shapes with AVX-512.
    for row in 0..<rows { (c + row * strideC).update(repeating: .nan, count: columns) }
    return
  }
  let letter = { (transposed: Bool) in CChar(bitPattern: UInt8(ascii: transposed ? "T" : "N")) }
  let status = dnnl_sgemm(
    letter(transposeA), letter(transposeB), Int64(rows), Int64(columns), Int64(inner), alpha, a, Int64(strideA), b,
    Int64(strideB), beta, c, Int64(strideC))
  precondition(status == dnnl_success, "dnnl_sgemm refused its arguments")
}

class Recto < Formula
  desc "Plain text of letters to TEI-XML, with proof that nothing was lost"
  homepage "{repository}"
  version "{version}"
  license any_of: ["MIT", "Apache-2.0"]
{brew}
  def install
    bin.install "recto"
    generate_completions_from_executable(bin/"recto", "generate", "completions")
    (man1/"recto.1").write Utils.safe_popen_read(bin/"recto", "generate", "man")
  end

  test do
    (testpath/"letter.txt").write "Tokyo, October 28, 1964.\n\nDear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n"
    assert_match "<salute>Dear Bill:</salute>", shell_output("#{bin}/recto convert letter.txt")
  end
end
